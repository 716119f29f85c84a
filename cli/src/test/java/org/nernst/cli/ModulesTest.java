package org.nernst.cli;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/// What holds for all modules together; the rooms inside the core have their own test there.
@AnalyzeClasses(packages = "org.nernst", importOptions = ModulesTest.MainClasses.class)
final class ModulesTest {
  /// Also where the classes of a fast build lie, which ArchUnit's own option doesn't know.
  static final class MainClasses implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule arrowsGoDownOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("cli")
          .definedBy("org.nernst.cli..")
          .layer("bench")
          .definedBy("org.nernst.bench..")
          .layer("viz")
          .definedBy("org.nernst.viz..")
          .layer("data")
          .definedBy("org.nernst.data..")
          .layer("io")
          .definedBy("org.nernst.io..")
          .layer("core")
          .definedBy(
              "org.nernst",
              "org.nernst.tensor..",
              "org.nernst.neuron..",
              "org.nernst.engine..",
              "org.nernst.synapse..",
              "org.nernst.nn..",
              "org.nernst.norse..",
              "org.nernst.sinabs..",
              "org.nernst.train..")
          .whereLayer("bench")
          .mayOnlyAccessLayers("data", "core")
          .whereLayer("viz")
          .mayOnlyAccessLayers("core")
          .whereLayer("data")
          .mayOnlyAccessLayers("core")
          .whereLayer("io")
          .mayOnlyAccessLayers("core")
          .whereLayer("core")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule roomsAreFreeOfCycles =
      slices().matching("org.nernst.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheTensorRoomUsesLibtorch =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.nernst.tensor..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  /// The program runs without JMH.
  @ArchTest
  static final ArchRule onlyTheBenchmarksUseJmh =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.nernst.bench.jmh..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.openjdk.jmh..", "org.nernst.bench.jmh..");

  @ArchTest
  static final ArchRule everyPackageSaysWhatIsNull =
      classes()
          .that()
          .resideOutsideOfPackage("..jmh_generated..")
          .should(
              be(
                  new DescribedPredicate<JavaClass>("in a package marked @NullMarked") {
                    @Override
                    public boolean test(JavaClass type) {
                      return type.getPackage().isAnnotatedWith(NullMarked.class);
                    }
                  }));

  private ModulesTest() {}
}
