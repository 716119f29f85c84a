/// `nernst inspect` and `nernst convert`: what is in a file, and the way to another format.
@NullMarked
package org.nernst.cli.files;

import org.jspecify.annotations.NullMarked;
