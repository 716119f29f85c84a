/// Trained networks that run step by step, without tensors: what arrives goes through at once, in
/// about a microsecond for a network of some hundred neurons.
///
/// ```java
/// StreamingNetwork network = StreamingNetwork.of(module.eval());
/// NetworkStream stream = network.open();
/// int winner = stream.step(spikingInputs, count).argmax();
/// ```
@NullMarked
package org.nernst.stream;

import org.jspecify.annotations.NullMarked;
