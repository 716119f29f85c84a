package org.nernst.viz;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// Reads an SVG document back.
final class Svg {
  private final Document document;

  private Svg(Document document) {
    this.document = document;
  }

  static Svg of(Panel... row) {
    return parse(Figure.titled("figure").row(row).toSvg());
  }

  static Svg parse(String text) {
    try {
      return new Svg(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(text))));
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError("not well-formed: " + text, e);
    }
  }

  int count(String tag) {
    return document.getElementsByTagName(tag).getLength();
  }

  int spikes() {
    int spikes = 0;
    var lines = document.getElementsByTagName("line");
    for (int i = 0; i < lines.getLength(); i++) {
      spikes += ((Element) lines.item(i)).getAttribute("class").equals("spike") ? 1 : 0;
    }
    return spikes;
  }

  Element element(String tag, int index) {
    return (Element) document.getElementsByTagName(tag).item(index);
  }

  String texts() {
    StringBuilder all = new StringBuilder();
    var texts = document.getElementsByTagName("text");
    for (int i = 0; i < texts.getLength(); i++) {
      all.append(texts.item(i).getTextContent()).append('|');
    }
    return all.toString();
  }
}
