"""A service of prices (an ENTSO-E document), emissions (JSON rows) and weather (zipped KML) by TLS on loopback.

    price_service.py PORT CERTIFICATE KEY

Answers have a value for each quarter hour of the requested period. Prices stay as published; emissions are another
forecast each time, and so is the weather, of 247 hours and 60 elements as the German weather service has it. Each answer is a line of output.
"""

import datetime
import http.server
import io
import json
import math
import ssl
import sys
import time
import urllib.parse
import zipfile

QUARTER_S = 900
DAY_S = 86_400


def value(mean, start_s):
    return round(mean * (1 + 0.4 * math.sin(start_s / 7_300)), 2)


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%MZ")


def seconds(entsoe_time):
    return int(datetime.datetime.strptime(entsoe_time + "+0000", "%Y%m%d%H%M%z").timestamp())


def day(number, start_s, end_s):
    points = "\n".join(
        f"        <Point>\n          <position>{i + 1}</position>\n"
        f"          <price.amount>{value(80, start_s + i * QUARTER_S)}</price.amount>\n        </Point>"
        for i in range((end_s - start_s) // QUARTER_S)
    )
    return f"""  <TimeSeries>
    <mRID>{number}</mRID>
    <businessType>A62</businessType>
    <in_Domain.mRID codingScheme="A01">10Y1001A1001A82H</in_Domain.mRID>
    <out_Domain.mRID codingScheme="A01">10Y1001A1001A82H</out_Domain.mRID>
    <currency_Unit.name>EUR</currency_Unit.name>
    <price_Measure_Unit.name>MWH</price_Measure_Unit.name>
    <curveType>A03</curveType>
      <Period>
        <timeInterval><start>{utc(start_s)}</start><end>{utc(end_s)}</end></timeInterval>
        <resolution>PT15M</resolution>
{points}
      </Period>
  </TimeSeries>
"""


def prices(query, answer):
    start_s, end_s = (seconds(query[name][0]) for name in ("from", "to"))
    days = [
        day(number + 1, at, min(at + DAY_S, end_s))
        for number, at in enumerate(range(start_s, end_s, DAY_S))
    ]
    return "application/xml", (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Publication_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3">\n'
        f"  <mRID>{answer}</mRID>\n  <type>A44</type>\n{''.join(days)}</Publication_MarketDocument>\n"
    )


def emissions(query, answer):
    start_s, end_s = (int(query[name][0]) for name in ("from", "to"))
    rows = [{"start": at, "value": round(value(350, at) + answer, 2)} for at in range(start_s, end_s, QUARTER_S)]
    return "application/json", json.dumps({"data": rows})


def weather(query, answer):
    first_s = int(time.time()) // 3_600 * 3_600
    hours = range(first_s, first_s + 247 * 3_600, 3_600)
    stamp = "%Y-%m-%dT%H:%M:%S.000Z"
    steps = "".join(
        f"<dwd:TimeStep>{datetime.datetime.fromtimestamp(at, datetime.UTC).strftime(stamp)}</dwd:TimeStep>"
        for at in hours
    )
    means = {"TTT": 283, "Rad1h": 900, "Neff": 60, "FF": 5} | {f"E{i}": 100 for i in range(56)}
    forecasts = "".join(
        f'<dwd:Forecast dwd:elementName="{name}"><dwd:value>'
        + "".join(f"{value(mean, at + 60 * answer) if name != 'TTT' else mean + at % 7:11.2f}" for at in hours)
        + "</dwd:value></dwd:Forecast>"
        for name, mean in means.items()
    )
    issued = datetime.datetime.fromtimestamp(first_s, datetime.UTC).strftime(stamp)
    document = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><kml:kml xmlns:kml="k" xmlns:dwd="d"><kml:Document>'
        f"<kml:ExtendedData><dwd:ProductDefinition><dwd:IssueTime>{issued}</dwd:IssueTime>"
        f"<dwd:ForecastTimeSteps>{steps}</dwd:ForecastTimeSteps></dwd:ProductDefinition></kml:ExtendedData>"
        f"<kml:Placemark><kml:ExtendedData>{forecasts}</kml:ExtendedData></kml:Placemark></kml:Document></kml:kml>"
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("MOSMIX_L_LATEST_10637.kml", document)
    return "application/vnd.google-earth.kmz", archive.getvalue()


class Service(http.server.BaseHTTPRequestHandler):
    answers = 0
    shapes = {"/prices": prices, "/emissions": emissions, "/weather": weather}

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        Service.answers += 1
        kind, text = Service.shapes[address.path](urllib.parse.parse_qs(address.query), Service.answers)
        body = text if isinstance(text, bytes) else text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        print(address.path[1:], len(body), flush=True)

    def log_message(self, *_):
        pass


def main():
    port, certificate, key = sys.argv[1:]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Service)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print("serving", flush=True)
    server.serve_forever()


main()
