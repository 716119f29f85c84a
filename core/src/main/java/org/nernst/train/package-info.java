/// Training: the loop, its losses and readouts, learning-rate schedules, metrics and listeners.
///
/// [Trainer] runs any network of `org.nernst.nn` over any [BatchSource].
@NullMarked
package org.nernst.train;

import org.jspecify.annotations.NullMarked;
