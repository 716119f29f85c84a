package org.nernst.io;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/// Files that other tools have written.
final class Resources {
  private Resources() {}

  static Path path(String name) {
    URL url = Resources.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalArgumentException("no test resource " + name);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(url.toString(), e);
    }
  }
}
