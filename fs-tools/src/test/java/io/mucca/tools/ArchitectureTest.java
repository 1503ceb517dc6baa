package io.mucca.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import org.junit.jupiter.api.Test;

/** What the tools keep to themselves, and what they leave to the modules below. */
class ArchitectureTest {
  private static final JavaClasses MUCCA =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mucca");

  @Test
  void onlyTheToolsParseCommandLines() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.mucca.tools..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .allowEmptyShould(true)
        .check(MUCCA);
  }

  @Test
  void nothingBelowDependsOnTheTools() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.mucca.tools..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.mucca.tools..")
        .allowEmptyShould(true)
        .check(MUCCA);
  }

  @Test
  void onlySysCallsNativeFunctions() {
    noClasses()
        .that()
        .resideInAPackage("io.mucca.tools..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Linker.class, SymbolLookup.class)
        .because("system calls and their error handling are kept in io.mucca.sys")
        .allowEmptyShould(true)
        .check(MUCCA);
  }
}
