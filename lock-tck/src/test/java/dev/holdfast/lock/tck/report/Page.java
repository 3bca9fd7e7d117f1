package dev.holdfast.lock.tck.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A report, to be asked for its parts. That it can be parsed shows that it is well-formed. */
record Page(Document document) {

  static Page of(String html) {
    try {
      var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      return new Page(builder.parse(new InputSource(new StringReader(html))));
    } catch (Exception e) {
      throw new AssertionError("The page is not well-formed.", e);
    }
  }

  int count(String path) {
    return nodes(path).getLength();
  }

  /** The text of what the path leads to, which has to be there. */
  String text(String path) {
    List<String> texts = texts(path);
    if (texts.isEmpty()) {
      throw new AssertionError("There is no " + path + ".");
    }
    return texts.get(0);
  }

  /** All texts, each in one line. */
  List<String> texts(String path) {
    NodeList nodes = nodes(path);
    var texts = new ArrayList<String>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(inLine(nodes.item(i)));
    }
    return texts;
  }

  private static String inLine(Node node) {
    var text = new StringBuilder();
    collect(node, text);
    return text.toString().replaceAll("\\s+", " ").strip();
  }

  private static void collect(Node node, StringBuilder text) {
    if (node.getNodeType() != Node.ELEMENT_NODE) {
      text.append(node.getNodeValue());
      return;
    }
    NodeList children = node.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      collect(children.item(i), text);
    }
    boolean isInline = List.of("a", "b", "code").contains(node.getNodeName());
    text.append(isInline && !node.getNodeName().equals("b") ? "" : " ");
  }

  private NodeList nodes(String path) {
    try {
      var xpath = XPathFactory.newInstance().newXPath();
      return (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
    } catch (Exception e) {
      throw new AssertionError(path, e);
    }
  }
}
