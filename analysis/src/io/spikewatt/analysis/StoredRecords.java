package io.spikewatt.analysis;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.store.RecordQuery;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Records that a coordinator stored, read by JDBC. Each partition holds all rows of its gateways,
 * so nothing is shuffled.
 *
 * @param url of the SQLite file or the PostgreSQL database, reachable by every executor
 * @param settings of the driver
 */
record StoredRecords(SparkSession spark, String url, Properties settings) {

  /** SQLite has no types of columns that a reader could rely on. */
  private static final String GATEWAYS = "gateway STRING, at BIGINT";

  private static final String ROWS =
      "gateway STRING, kind STRING, at BIGINT, revision INT, value DOUBLE, text STRING";

  /** Rows that the driver fetches at once; PostgreSQL's would otherwise fetch all. */
  private static final String FETCHED = "10000";

  /** Makes results of the rows of some gateways. */
  @FunctionalInterface
  interface GroupFunction<T> extends Serializable {
    /**
     * @param group number of the group of gateways
     * @param rows by gateway; one without a row has an empty list
     */
    List<T> apply(int group, Map<String, List<QuarterRecord>> rows);
  }

  /**
   * @param options the database, and the file whose first line is its password
   * @throws IllegalArgumentException for a URL of another database
   * @throws IOException if the file cannot be read
   */
  static StoredRecords of(SparkSession spark, CliOptions options)
      throws UsageException, IOException {
    String url = options.required("--records");
    RecordQuery.of(url);
    spark.sparkContext().setLogLevel("WARN");
    Optional<Path> passwordFile = options.value("--password-file").map(Path::of);
    Properties settings = new Properties();
    settings.setProperty(
        "driver", url.startsWith("jdbc:sqlite:") ? "org.sqlite.JDBC" : "org.postgresql.Driver");
    settings.setProperty("fetchsize", FETCHED);
    if (passwordFile.isPresent()) {
      List<String> lines = Files.readAllLines(passwordFile.get());
      settings.setProperty("password", lines.isEmpty() ? "" : lines.getFirst());
    }
    return new StoredRecords(spark, url, settings);
  }

  /** Time of the newest row of each gateway before a time. */
  Map<String, Instant> gateways(Instant to) {
    Map<String, Instant> newest = new TreeMap<>();
    Dataset<Row> rows =
        spark
            .read()
            .option("customSchema", GATEWAYS)
            .jdbc(url, "(" + RecordQuery.of(url).gateways(to) + ") AS gateways", settings);
    for (Row row : rows.collectAsList()) {
      newest.put(row.getString(0), Instant.ofEpochMilli(row.getLong(1)));
    }
    return newest;
  }

  /**
   * Applies a function to each group of gateways, one a task.
   *
   * @param groups names of the gateways of each; a row of the database belongs to one group
   * @param condition on rows in SQL, or empty
   */
  <T> JavaRDD<T> map(
      List<List<String>> groups,
      String condition,
      Instant from,
      Instant to,
      GroupFunction<T> function) {
    String[] predicates =
        groups.stream()
            .map(
                group ->
                    RecordQuery.among(group) + (condition.isEmpty() ? "" : " AND " + condition))
            .toArray(String[]::new);
    Dataset<Row> rows =
        spark
            .read()
            .option("customSchema", ROWS)
            .jdbc(
                url,
                "(" + RecordQuery.of(url).rows(from, to) + ") AS stored",
                predicates,
                settings);
    List<List<String>> names = new ArrayList<>(groups);
    return rows.toJavaRDD()
        .mapPartitionsWithIndex(
            (group, stored) ->
                function.apply(group, byGateway(names.get(group), stored)).iterator(),
            false);
  }

  private static Map<String, List<QuarterRecord>> byGateway(
      List<String> gateways, Iterator<Row> rows) {
    Map<String, List<QuarterRecord>> byGateway = new TreeMap<>();
    gateways.forEach(gateway -> byGateway.put(gateway, new ArrayList<>()));
    while (rows.hasNext()) {
      Row row = rows.next();
      byGateway
          .get(row.getString(0))
          .add(
              new QuarterRecord(
                  Instant.ofEpochMilli(row.getLong(2)),
                  row.getString(1),
                  row.getInt(3),
                  row.getDouble(4),
                  row.getString(5)));
    }
    return byGateway;
  }
}
