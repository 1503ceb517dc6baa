package io.mucca.tools.wa.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.Json;
import io.mucca.tools.wa.result.ResultFile;
import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads result files. What is read is untrusted: a file that is none, or lacks a part, is a {@link
 * Failure} of one line that says what to do.
 */
public final class ResultReader {
  private static final ObjectReader READER =
      Json.mapper()
          .readerFor(ResultFile.class)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private ResultReader() {}

  /** Reads files, numbered from 1 on; none may be given twice. */
  public static List<ResultDocument> readAll(List<Path> paths) throws IOException {
    List<ResultDocument> documents = new ArrayList<>();
    for (Path path : paths) {
      requireFile(path);
      for (ResultDocument other : documents) {
        if (Files.isSameFile(other.path(), path)) {
          throw Failure.usage(path + " is given twice; leave one out");
        }
      }
      documents.add(read(documents.size() + 1, path));
    }
    return documents;
  }

  private static void requireFile(Path path) throws Failure {
    if (!Files.exists(path)) {
      throw Failure.notFound(
          path + " does not exist; check the path, or make results with 'mucca wa run -o FILE'");
    }
    if (Files.isDirectory(path)) {
      throw Failure.usage(path + " is a directory; give the result files in it");
    }
  }

  private static ResultDocument read(int number, Path path) throws IOException {
    JsonNode json = parse(path);
    requireSchema(path, json);
    ResultFile result = convert(path, json);
    if (result.runs().isEmpty()) {
      throw Failure.failed(
          path + " holds no runs; repeat what made it, and see why it ended early");
    }
    return new ResultDocument(number, path, result, json);
  }

  private static JsonNode parse(Path path) throws IOException {
    try {
      return Json.mapper().readTree(Files.readAllBytes(path));
    } catch (JsonProcessingException e) {
      throw new Failure(
          ExitCode.FAILED,
          path + " is not JSON" + where(e) + "; give a result file of 'mucca wa run'",
          e);
    }
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
  }

  private static void requireSchema(Path path, JsonNode json) throws Failure {
    JsonNode schema = json.path("schema");
    if (!schema.isInt() || !json.path("runs").isArray()) {
      throw Failure.failed(
          path + " is JSON, but no result of the laboratory; give one of 'mucca wa run'");
    }
    if (schema.intValue() != ResultFile.SCHEMA) {
      throw Failure.failed(
          path
              + " has schema "
              + schema.intValue()
              + ", this mucca reads schema "
              + ResultFile.SCHEMA
              + "; use the mucca that made the file, or measure again");
    }
  }

  private static ResultFile convert(Path path, JsonNode json) throws IOException {
    try {
      ResultFile result = READER.readValue(json);
      String missing = missing(result, "");
      if (missing != null) {
        throw Failure.failed(path + ": " + missing + " is missing; measure again");
      }
      return result;
    } catch (JsonMappingException e) {
      throw new Failure(
          ExitCode.FAILED, path + ": " + placeOf(e) + " is missing or wrong; measure again", e);
    }
  }

  private static String placeOf(JsonMappingException e) {
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      place.append('/');
      place.append(
          reference.getFieldName() == null ? reference.getIndex() : reference.getFieldName());
    }
    return place.isEmpty() ? "a member" : place.toString();
  }

  /** Where a record lacks something that is not marked as nullable, or null. */
  private static @Nullable String missing(Object value, String place) throws IOException {
    return switch (value) {
      case Record some -> missingIn(some, place);
      case List<?> list -> missingInList(list, place);
      case Map<?, ?> map -> map.containsValue(null) ? place : null;
      default -> null;
    };
  }

  private static @Nullable String missingIn(Record some, String place) throws IOException {
    for (RecordComponent component : some.getClass().getRecordComponents()) {
      String there = place + "/" + component.getName();
      Object value = valueOf(component, some);
      if (value == null && !isNullable(component.getAnnotatedType())) {
        return there;
      }
      String missing = value == null ? null : missing(value, there);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable String missingInList(List<?> list, String place) throws IOException {
    for (int i = 0; i < list.size(); i++) {
      String missing = missing(list.get(i), place + "/" + i);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable Object valueOf(RecordComponent component, Record of) throws IOException {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IOException("cannot read " + component.getName(), e);
    }
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }
}
