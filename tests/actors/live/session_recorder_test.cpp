#include "actors/live/session_recorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/marketdata/open_frames.hpp"
#include "tests/support/temporary_folder.hpp"
#include "venues/net/memory_network.hpp"

namespace basis::test {
namespace {

const UtcTime kRecorded = UtcTime::from_nanos(1'700'000'000'000'000'000);

TEST_CASE("session recording: what is private, at any venue") {
  struct Case {
    std::string_view channel;
    bool own;
  };
  for (const Case& each : {Case{"wss://stream.binance.com:9443/stream", false},
                           {"wss://fstream.binance.com/public/stream", false},
                           {"GET https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=5000", false},
                           {"GET https://api.binance.com/api/v3/account?timestamp=1&signature=ab", true},
                           {"POST https://api.binance.com/api/v3/order", true},
                           {"DELETE https://fapi.binance.com/fapi/v1/listenKey", true},
                           {"wss://ws-api.binance.com/ws-api/v3", true},
                           {"wss://ws-fapi.binance.com/ws-fapi/v1", true},
                           {"wss://fstream.binance.com/private/ws/Kq9", true},
                           {"wss://stream.bybit.com/v5/private", true},
                           {"wss://stream.bybit.com/v5/trade", true},
                           {"wss://stream.bybit.com/v5/public/linear", false}}) {
    CAPTURE(each.channel);
    CHECK(is_private_channel(each.channel) == each.own);
  }
}

/// Answers every request with its own body, and every message with itself.
struct Echo final : net::Service {
  struct Handler final : net::ServerSocketHandler {
    explicit Handler(net::ServerSocket& to) : socket(to) {}
    void on_text(std::string_view text) override { socket.send(text); }
    net::ServerSocket& socket;
  };
  void advance(UtcTime) override {}
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return std::nullopt; }
  void on_request(const net::HttpRequest& request, net::Respond respond) override {
    respond(net::HttpResponse{200, {}, request.body});
  }
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest&, net::ServerSocket& socket) override {
    return std::make_unique<Handler>(socket);
  }
};

struct Heard final : net::SocketListener {
  void on_open() override { open = true; }
  void on_text(std::string_view text, UtcTime, MonoTime) override { texts.emplace_back(text); }
  void on_closed(const std::string&) override {}
  bool open = false;
  std::vector<std::string> texts;
};

struct Row {
  std::string venue, channel, text;
  FrameDirection direction;
  std::uint32_t connection;
};

std::vector<Row> rows_of(const std::filesystem::path& file) {
  auto reader = open_frames(file);
  REQUIRE(reader.has_value());
  std::vector<Row> rows;
  Frame frame;
  for (auto more = reader.value()->next(frame); more.has_value() && more.value(); more = reader.value()->next(frame))
    rows.push_back({std::string(frame.venue), std::string(frame.channel), std::string(frame.bytes), frame.direction,
                    frame.connection});
  return rows;
}

TEST_CASE("session recording: both directions of every connection, without secrets") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "session.rec";
  Echo echo;
  {
    net::MemoryNetwork memory(kRecorded, 1);
    memory.serve("venue", 80, echo);
    auto recorder = SessionRecorder::create(file, kRecorded);
    REQUIRE(recorder.has_value());
    net::TappedNetwork network(memory, recorder.value()->tap(FeedVenue::binance_usdm));
    const net::Endpoint at{false, "venue", 80, ""};
    Heard own, open;
    const auto logged_in = network.connect({at, "/ws-fapi/v1"}, own);
    const auto stream = network.connect({at, "/public/stream?streams=btcusdt@depth"}, open);
    memory.run_until(kRecorded + kSecond);
    REQUIRE((own.open && open.open));
    CHECK(logged_in->send(R"({"params":{"apiKey":"KEY-1","signature":"SIG-1","symbol":"BTCUSDT"}})"));
    CHECK(stream->send(R"({"method":"SUBSCRIBE"})"));
    const auto client = network.http(at, 1);
    std::string answer;
    const auto done = [&](const net::HttpAnswer& got) { answer = std::get<net::HttpResponse>(got.result).body; };
    client->send({"POST", "/fapi/v1/listenKey?timestamp=1&signature=SIG-2", {}, R"({"listenKey":"LK-1"})"}, kSecond,
                 done);
    memory.run_until(kRecorded + kSecond * 3);
    CHECK(answer == R"({"listenKey":"LK-1"})");  // what the session hears is whole
    REQUIRE(own.texts.size() == 1);
    CHECK(own.texts[0].find("KEY-1") != std::string::npos);
    client->send_encoded(
        "POST /fapi/v1/order HTTP/1.1\r\nHost: venue\r\nX-MBX-APIKEY: KEY-1\r\nContent-Length: 22\r\n\r\n"
        "quantity=1&signature=S",
        kSecond, done);
    client->send(
        {"GET", "/v5/user/query-api", {{"X-BAPI-API-KEY", "KEY-2"}, {"X-BAPI-SIGN", "SIG-3"}}, R"({"apiKey":"KEY-2"})"},
        kSecond, done);
    memory.run_until(kRecorded + kSecond * 5);
    CHECK(recorder.value()->close().has_value());
  }
  const std::vector<Row> rows = rows_of(file);
  REQUIRE(rows.size() == 10);
  std::string all;
  for (const Row& row : rows) {
    all += row.channel + " " + row.text + "\n";
    CHECK(row.venue == (row.channel.find("/public/") == std::string::npos ? "binance_usdm_private" : "binance_usdm"));
  }
  for (const char* secret : {"KEY-1", "KEY-2", "SIG-1", "SIG-2", "SIG-3", "LK-1", "signature=S"}) {
    CAPTURE(secret);
    CHECK(all.find(secret) == std::string::npos);
  }
  CHECK(all.find("ws://venue/ws-fapi/v1 {\"params\":{\"apiKey\":\"*\",\"signature\":\"*\",\"symbol\":\"BTCUSDT\"}}") !=
        std::string::npos);
  CHECK(all.find("POST http://venue/fapi/v1/order quantity=1&signature=*") != std::string::npos);
  CHECK(std::ranges::count(rows, FrameDirection::out, &Row::direction) == 5);
}

TEST_CASE("session recording: connections have numbers, and the end of one that we did not close is a frame") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "session.rec";
  Echo echo;
  {
    net::MemoryNetwork memory(kRecorded, 1);
    memory.serve("venue", 80, echo);
    auto recorder = SessionRecorder::create(file, kRecorded);
    REQUIRE(recorder.has_value());
    net::TappedNetwork network(memory, recorder.value()->tap(FeedVenue::binance_spot));
    const net::Endpoint at{false, "venue", 80, ""};
    Heard first, second, third, refused;
    const auto closed = network.connect({at, "/stream"}, first);
    const auto dropped = network.connect({at, "/stream"}, second);
    auto destroyed = network.connect({at, "/stream"}, third);
    const auto never = network.connect({{false, "nobody", 80, ""}, "/stream"}, refused);
    memory.run_until(kRecorded + kSecond);
    for (net::Socket* socket : {closed.get(), dropped.get(), destroyed.get()}) CHECK(socket->send("hello"));
    memory.run_until(kRecorded + kSecond * 2);
    closed->close();
    destroyed.reset();
    memory.run_until(kRecorded + kSecond * 3);
    memory.drop_connections("venue");
    const auto client = network.http(at, 1);
    client->send({"GET", "/api/v3/depth?symbol=BTCUSDT&limit=5", {}, {}}, kSecond, [](const net::HttpAnswer&) {});
    memory.run_until(kRecorded + kSecond * 4);
    CHECK(recorder.value()->counts().frames == 10);
    CHECK(recorder.value()->counts().bytes == 30);
    CHECK(recorder.value()->close().has_value());
  }
  const std::vector<Row> rows = rows_of(file);
  std::string ends;
  for (const Row& row : rows)
    if (row.text.empty() && row.connection != 0) ends += std::to_string(row.connection) + " ";
  CHECK(ends == "3 2 ");
  REQUIRE(rows.size() == 10);
  for (const Row& row : rows) CHECK(row.connection == (row.channel == "ws://venue/stream" ? row.connection : 0));
  // The channel of a public request is its URL, by which its answer is known.
  CHECK(rows.back().channel == "http://venue/api/v3/depth?symbol=BTCUSDT&limit=5");
}

}  // namespace
}  // namespace basis::test
