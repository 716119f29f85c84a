/// How neurons are joined: linear maps that know about events. Not public API.
@NullMarked
package org.nernst.synapse;

import org.jspecify.annotations.NullMarked;
