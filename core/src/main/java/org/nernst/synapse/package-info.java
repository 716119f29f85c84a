/// How neurons are joined: linear maps that know about events.
@NullMarked
package org.nernst.synapse;

import org.jspecify.annotations.NullMarked;
