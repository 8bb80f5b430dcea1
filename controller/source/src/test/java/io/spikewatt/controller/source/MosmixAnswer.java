package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Answers in the form of MOSMIX, by the service's documentation. */
final class MosmixAnswer {

  private MosmixAnswer() {}

  /**
   * A document of one station.
   *
   * @param elements texts of the values by name, as many as times
   */
  static byte[] document(Instant issued, List<Instant> times, Map<String, List<String>> elements) {
    String steps =
        times.stream()
            .map(time -> "<dwd:TimeStep>" + time.toString().replace("Z", ".000Z</dwd:TimeStep>\n"))
            .collect(Collectors.joining());
    String forecasts =
        elements.entrySet().stream()
            .map(
                element ->
                    "<dwd:Forecast dwd:elementName=\"%s\">\n<dwd:value>  %s </dwd:value></dwd:Forecast>\n"
                        .formatted(element.getKey(), String.join("   ", element.getValue())))
            .collect(Collectors.joining());
    return """
        <?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>
        <kml:kml xmlns:dwd="https://opendata.dwd.de/x" xmlns:kml="http://www.opengis.net/kml/2.2">
        <kml:Document><kml:ExtendedData><dwd:ProductDefinition>
        <dwd:IssueTime>%s</dwd:IssueTime>
        <dwd:ReferencedModel><dwd:Model dwd:name="ICON" dwd:referenceTime="2020-11-06T00:00:00Z"/></dwd:ReferencedModel>
        <dwd:ForecastTimeSteps>%s</dwd:ForecastTimeSteps>
        </dwd:ProductDefinition></kml:ExtendedData>
        <kml:Placemark><kml:name>10637</kml:name><kml:description>K\u00D6LN</kml:description>
        <kml:ExtendedData>%s</kml:ExtendedData>
        <kml:Point><kml:coordinates>8.6,50.05,111.0</kml:coordinates></kml:Point>
        </kml:Placemark></kml:Document></kml:kml>
        """
        .formatted(issued, steps, forecasts)
        .getBytes(ISO_8859_1);
  }

  /** An archive with one file. */
  static byte[] zipped(String name, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
      archive.putNextEntry(new ZipEntry(name));
      archive.write(content);
      archive.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
