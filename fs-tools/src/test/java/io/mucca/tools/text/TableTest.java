package io.mucca.tools.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table("NAME", ">SIZE", "NOTE").row("a", 5, "-").row("longer", 123456, "");
    assertEquals(
        """
        NAME      SIZE  NOTE
        a            5  -
        longer  123456
        """,
        table.toString());
  }

  @Test
  void rowWithAnotherNumberOfCellsIsRefused() {
    Table table = new Table("A", "B");
    assertThrows(IllegalArgumentException.class, () -> table.row("only one"));
  }
}
