/// What `nernst train` and `nernst eval` do: settings, networks, runs and what they leave behind.
@NullMarked
package org.nernst.cli.train;

import org.jspecify.annotations.NullMarked;
