package org.nernst.io.hdf5;

import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.nernst.io.IoFormatException;

/// A group of an [Hdf5File]: its datasets and groups by name, in the file's order, which means
/// nothing.
public final class Hdf5Group {
  private static final long UNDEFINED_ADDRESS = -1;

  private final Hdf5File file;
  private final String path;
  private final int depth;
  private final SequencedMap<String, Node> children = new LinkedHashMap<>();

  Hdf5Group(Hdf5File file, Group group, String path, int depth) throws IoFormatException {
    this.file = file;
    this.path = path;
    this.depth = depth;
    file.visit(group.getAddress(), path, depth);
    check(group.getAddress());
    Map<String, Node> found = file.guarded(path, group::getChildren);
    for (Map.Entry<String, Node> entry : found.entrySet()) {
      String name = entry.getKey();
      if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(".")) {
        throw file.malformed(path, "expected a name of an object, got \"" + name + "\"");
      }
      children.put(name, entry.getValue());
    }
  }

  /// Checks what jhdf is about to follow. A group with many links of the new kind keeps them in a
  /// heap of its own, whose sizes jhdf believes; files of NIR's tools don't have that.
  private void check(long address) throws IoFormatException {
    ObjectHeader header =
        file.guarded(
            path, () -> ObjectHeader.readObjectHeader(file.jhdf().getHdfBackingStorage(), address));
    if (header.hasMessageOfType(SymbolTableMessage.class)) {
      SymbolTableMessage table =
          file.guarded(path, () -> header.getMessageOfType(SymbolTableMessage.class));
      file.structure().group(table.getBTreeAddress(), path);
      return;
    }
    for (LinkInfoMessage info : header.getMessagesOfType(LinkInfoMessage.class)) {
      if (info.getBTreeNameIndexAddress() != UNDEFINED_ADDRESS) {
        throw file.malformed(
            path,
            "its links are stored densely, which isn't supported; write it with libver earliest");
      }
    }
    for (LinkMessage link : header.getMessagesOfType(LinkMessage.class)) {
      if (link.getLinkType() == LinkMessage.LinkType.HARD) {
        file.structure().header(link.getHardLinkAddress(), path);
      }
    }
  }

  /// {@return the path from the root, without a slash at the beginning}
  public String path() {
    return path;
  }

  /// {@return the names of what is in it}
  public SequencedSet<String> names() {
    return children.sequencedKeySet();
  }

  /// {@return whether there is a group of this name}
  public boolean hasGroup(String name) {
    return children.get(name) instanceof Group;
  }

  /// {@return the group of this name}
  ///
  /// @throws IoFormatException when there is none, or it can't be read
  public Hdf5Group group(String name) throws IoFormatException {
    if (children.get(name) instanceof Group group) {
      return new Hdf5Group(file, group, pathOf(name), depth + 1);
    }
    throw file.malformed(pathOf(name), "expected a group, got " + kind(name));
  }

  /// {@return the dataset of this name, empty when there is nothing of this name}
  ///
  /// @throws IoFormatException when something else has the name, or it can't be read
  public Optional<Hdf5Dataset> find(String name) throws IoFormatException {
    return children.containsKey(name) ? Optional.of(dataset(name)) : Optional.empty();
  }

  /// {@return the dataset of this name}
  ///
  /// @throws IoFormatException when there is none, or it can't be read
  public Hdf5Dataset dataset(String name) throws IoFormatException {
    if (children.get(name) instanceof Dataset dataset) {
      return new Hdf5Dataset(file, dataset, pathOf(name));
    }
    throw file.malformed(pathOf(name), "expected a dataset, got " + kind(name));
  }

  private String kind(String name) {
    return switch (children.get(name)) {
      case null -> "none";
      case Group _ -> "a group";
      case Dataset _ -> "a dataset";
      default -> "a link or a named type";
    };
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }
}
