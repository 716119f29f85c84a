/// Programs to copy: each is a class with a `main`.
@NullMarked
package org.nernst.examples;

import org.jspecify.annotations.NullMarked;
