/// Training: losses, metrics, listeners, schedules.
@NullMarked
package org.nernst.train;

import org.jspecify.annotations.NullMarked;
