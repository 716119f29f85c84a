package org.nernst;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Which room of the core may use which.
@AnalyzeClasses(packages = "org.nernst", importOptions = RoomsTest.MainClasses.class)
final class RoomsTest {
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
          .layer("norse")
          .definedBy("org.nernst.norse..")
          .layer("sinabs")
          .definedBy("org.nernst.sinabs..")
          .layer("train")
          .definedBy("org.nernst.train..")
          .layer("stream")
          .definedBy("org.nernst.stream..")
          .layer("nn")
          .definedBy("org.nernst.nn..")
          .layer("synapse")
          .definedBy("org.nernst.synapse..")
          .layer("fused")
          .definedBy("org.nernst.engine.fused..")
          .layer("engine")
          .definedBy("org.nernst.engine", "org.nernst.engine.eager..")
          .layer("memory")
          .definedBy("org.nernst.memory..")
          .layer("neuron")
          .definedBy("org.nernst.neuron..")
          .layer("tensor")
          .definedBy("org.nernst.tensor..")
          .whereLayer("norse")
          .mayOnlyAccessLayers("nn", "synapse", "fused", "engine", "memory", "neuron", "tensor")
          .whereLayer("sinabs")
          .mayOnlyAccessLayers("nn", "synapse", "fused", "engine", "memory", "neuron", "tensor")
          .whereLayer("train")
          .mayOnlyAccessLayers("nn", "synapse", "fused", "engine", "memory", "neuron", "tensor")
          .whereLayer("stream")
          .mayOnlyAccessLayers("nn", "synapse", "fused", "engine", "memory", "neuron", "tensor")
          .whereLayer("nn")
          .mayOnlyAccessLayers("synapse", "fused", "engine", "memory", "neuron", "tensor")
          .whereLayer("synapse")
          .mayOnlyAccessLayers("memory", "neuron", "tensor")
          .whereLayer("fused")
          .mayOnlyAccessLayers("synapse", "engine", "memory", "neuron", "tensor")
          .whereLayer("engine")
          .mayOnlyAccessLayers("fused", "memory", "neuron", "tensor")
          .whereLayer("memory")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("neuron")
          .mayNotAccessAnyLayer()
          .whereLayer("tensor")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule onlyTheTensorRoomUsesLibtorch =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.nernst.tensor..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyKernelsUseTheIncubator =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.nernst.engine.fused..", "org.nernst.synapse..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..")
          .allowEmptyShould(true);

  private RoomsTest() {}
}
