package io.mucca;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of the core: each depends only on those below it. */
class ArchitectureTest {
  private static final List<String> LAYERS_FROM_BELOW =
      List.of(
          "io.mucca.sys..",
          "io.mucca.device..",
          "io.mucca.block..",
          "io.mucca.btree..",
          "io.mucca.account..",
          "io.mucca.fs..");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mucca");

  static IntStream layersWithOthersAbove() {
    return IntStream.range(0, LAYERS_FROM_BELOW.size() - 1);
  }

  @ParameterizedTest
  @MethodSource("layersWithOthersAbove")
  void layerDependsOnNoneAbove(int layer) {
    noClasses()
        .that()
        .resideInAPackage(LAYERS_FROM_BELOW.get(layer))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            LAYERS_FROM_BELOW.subList(layer + 1, LAYERS_FROM_BELOW.size()).toArray(String[]::new))
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void onlySysCallsNativeFunctions() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.mucca.sys..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Linker.class, SymbolLookup.class)
        .because("system calls and their error handling are kept in one place")
        .allowEmptyShould(true)
        .check(CORE);
  }
}
