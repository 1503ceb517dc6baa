package io.mucca.tools.wa.figure;

import java.util.Locale;

/** How a figure is written for people. */
public enum Unit {
  /** Write amplification: device bytes for each byte of the application. */
  FACTOR {
    @Override
    String text(double value) {
      return decimals(value, Math.abs(value) < 10 ? 3 : Math.abs(value) < 100 ? 2 : 1) + " ×";
    }
  },
  /** Bytes, to the byte; only means have decimals. */
  BYTES {
    @Override
    String text(double value) {
      return COUNT.text(value) + " B";
    }
  },
  /** Bytes where their magnitude matters. */
  SIZE {
    @Override
    String text(double value) {
      double magnitude = Math.abs(value);
      int unit = 0;
      while (magnitude >= 1023.95 && unit < SIZE_UNITS.length - 1) {
        magnitude /= 1024;
        unit++;
      }
      String digits = unit == 0 ? COUNT.text(value) : decimals(Math.copySign(magnitude, value), 1);
      return digits + " " + SIZE_UNITS[unit];
    }
  },
  COUNT {
    @Override
    String text(double value) {
      boolean whole = value == Math.rint(value) || Math.abs(value) >= 1000;
      return decimals(value, whole ? 0 : Math.abs(value) < 10 ? 2 : 1);
    }
  },
  PERCENT {
    @Override
    String text(double value) {
      double magnitude = Math.abs(value);
      int digits = value == 0 || magnitude >= 10 ? 0 : magnitude < 0.1 ? 2 : 1;
      return decimals(value, digits) + " %";
    }
  },
  /** A difference in percent, with its sign. */
  CHANGE {
    @Override
    String text(double value) {
      String text = decimals(value, Math.abs(value) < 1000 ? 1 : 0);
      return (value > 0 ? "+" : "") + text + " %";
    }
  },
  /** Bytes for each microsecond, which are megabytes for each second. */
  RATE {
    @Override
    String text(double value) {
      return decimals(value, Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0) + " MB/s";
    }
  },
  /** Microseconds. */
  MICROS {
    @Override
    String text(double value) {
      double magnitude = Math.abs(value);
      if (magnitude < 1000) {
        return decimals(value, magnitude < 100 && value != Math.rint(value) ? 1 : 0) + " µs";
      }
      return magnitude < 1_000_000
          ? decimals(value / 1000, 2) + " ms"
          : decimals(value / 1_000_000, 2) + " s";
    }
  };

  private static final String[] SIZE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  abstract String text(double value);

  /** What people read; a dash if the value is not known. */
  public String format(double value) {
    return Double.isNaN(value) ? "–" : text(value);
  }

  public String format(Figure figure) {
    return format(figure.value());
  }

  private static String decimals(double value, int digits) {
    String text = String.format(Locale.ROOT, "%,." + digits + "f", value);
    // A negative number that rounds to nothing is none.
    return text.matches("-[0.]+") ? text.substring(1) : text;
  }
}
