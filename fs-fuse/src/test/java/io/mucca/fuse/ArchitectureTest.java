package io.mucca.fuse;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import org.junit.jupiter.api.Test;

/** The transports stand on the filesystem's interface and on nothing beneath it. */
class ArchitectureTest {
  private static final JavaClasses FUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mucca.fuse");

  @Test
  void transportsKnowOnlyTheFileSystem() {
    var belowTheFileSystem = resideInAnyPackage("io.mucca.btree..", "io.mucca.device..");
    var insideTheBlockStore =
        resideInAPackage("io.mucca.block..").and(not(assignableTo(Exception.class)));
    noClasses()
        .should()
        .dependOnClassesThat(belowTheFileSystem.or(insideTheBlockStore))
        .allowEmptyShould(true)
        .check(FUSE);
  }

  /** With one exception: to list a directory, libfuse passes a function of its own to be called. */
  @Test
  void onlySysCallsNativeFunctions() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.mucca.fuse.jnr.DirectoryFiller")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Linker.class, SymbolLookup.class)
        .because("system calls and their error handling are kept in io.mucca.sys")
        .allowEmptyShould(true)
        .check(FUSE);
  }
}
