/// The benchmarks; `bench/jmh` starts them, `bench/RESULTS.md` tells what they showed.
@NullMarked
package org.nernst.bench.jmh;

import org.jspecify.annotations.NullMarked;
