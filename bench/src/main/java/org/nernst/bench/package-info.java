/// What is timed: neurons, layers and networks of fixed sizes with random inputs. The JMH
/// benchmarks and the short form of the program time the same work.
@NullMarked
package org.nernst.bench;

import org.jspecify.annotations.NullMarked;
