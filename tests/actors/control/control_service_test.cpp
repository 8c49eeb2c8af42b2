// The control API without a node: what it takes, refuses and tells.

#include "actors/control/control_service.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "core/base/json_reader.hpp"
#include "core/config/load_config.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/rounds.hpp"
#include "tests/support/source_dir.hpp"

namespace basis::test {
namespace {

constexpr const char* kToken = "0123456789abcdef";
constexpr const char* kReader = "fedcba9876543210";

constexpr PageFile kPage[] = {{"/", "text/html; charset=utf-8", "<!doctype html>"},
                              {"/page/main.js", "text/javascript; charset=utf-8", "'use strict';"}};

/// What the stream was told, and how it was ended.
struct HeardSocket final : net::ServerSocket {
  void send(std::string_view text) override { sent.emplace_back(text); }
  void ping() override {}
  void close(std::uint16_t code, std::string_view) override { closed = code; }
  void drop() override {}
  std::vector<std::string> sent;
  std::uint16_t closed = 0;
};

/// A service with a state, and what it hands over.
struct Api {
  Api() {
    ControlService::Parts parts;
    parts.facts.universe = &universe;
    parts.facts.mode = "btc_basis";
    parts.facts.version = "1";
    parts.tokens.add({"alice", ApiRole::control}, kToken);
    parts.tokens.add({"bob", ApiRole::read}, kReader);
    parts.page = kPage;
    parts.look_up = [this](std::uint64_t ticket, EventAsk asked) {
      looked.emplace_back(ticket, std::move(asked));
      return takes_questions;
    };
    parts.hand_over = [this](std::uint64_t ticket, ControlCommand command) {
      taken.emplace_back(ticket, std::move(command));
    };
    service = std::make_unique<ControlService>(std::move(parts));
    service->advance(now);
    show(1);
  }
  void show(std::uint64_t number) {
    auto state = std::make_shared<NodeState>();
    state->number = number;
    state->control.kill = KillState::active;
    std::vector<std::shared_ptr<const AlertRow>> alerts;
    for (int i = 0; i < 3; ++i)
      alerts.push_back(std::make_shared<const AlertRow>(AlertRow{now, "hot_lane", "kind", fmt::format("text {}", i)}));
    state->alerts = std::make_shared<const std::vector<std::shared_ptr<const AlertRow>>>(std::move(alerts));
    service->show(state);
  }
  net::HttpRequest request(const std::string& method, const std::string& target, const std::string& body = "",
                           const char* token = kToken) {
    net::HttpRequest made;
    made.method = method;
    made.target = target;
    made.body = body;
    made.headers = {{"Host", "127.0.0.1:8001"}};
    if (*token != '\0') made.headers.push_back({"Authorization", fmt::format("Bearer {}", token)});
    if (!body.empty()) made.headers.push_back({"Content-Type", "application/json"});
    return made;
  }
  /// The answer; absent: there is none so far.
  std::optional<net::HttpResponse> ask(const net::HttpRequest& asked) {
    std::optional<net::HttpResponse> heard;
    last = std::make_shared<std::optional<net::HttpResponse>>();
    service->on_request(asked, [to = last](std::optional<net::HttpResponse> answer) { *to = std::move(answer); });
    return *last;
  }
  unsigned status(const net::HttpRequest& asked) {
    const auto answer = ask(asked);
    return answer ? answer->status : 0;
  }

  const Universe universe =
      Universe::build(load_config(shipped_configs().string(), "btc_basis", {}, Environment{}).value().settings).value();
  UtcTime now = UtcTime::parse("2026-03-02T10:00:00Z").value();
  std::vector<std::pair<std::uint64_t, ControlCommand>> taken;
  std::vector<std::pair<std::uint64_t, EventAsk>> looked;
  bool takes_questions = true;
  std::shared_ptr<std::optional<net::HttpResponse>> last;
  std::unique_ptr<ControlService> service;
};

TEST_CASE("api: every topic is told to who may read, and to nobody else") {
  Api api;
  for (const StateTopic& topic : state_topics()) {
    CAPTURE(topic.name);
    const std::string target = fmt::format("/v1/{}", topic.name);
    const auto answer = api.ask(api.request("GET", target, "", kReader));
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
    CHECK(parse_json(answer->body).has_value());
    CHECK(net::find_header(answer->headers, "Cache-Control") == "no-store");
    CHECK(api.status(api.request("GET", target, "", "")) == 401);
    CHECK(api.status(api.request("POST", target)) == 405);
  }
  CHECK(api.status(api.request("GET", "/v1/status", "", "wrong")) == 401);
  CHECK(api.status(api.request("GET", "/health", "", "")) == 200);
}

TEST_CASE("api: alerts that are open and the state of their sinks are told with what was told") {
  Api api;
  auto board = std::make_shared<AlertBoard>();
  board->open = {{"session", "okx", AlertSeverity::critical, "session of okx is waiting", api.now}};
  board->sinks = {{"webhook hooks.example.com", 3, 5, 1, true, "HTTP 500"}};
  auto state = std::make_shared<NodeState>();
  state->number = 2;
  state->board = board;
  api.service->show(state);
  const auto answer = api.ask(api.request("GET", "/v1/alerts"));
  REQUIRE(answer.has_value());
  CHECK(answer->body ==
        R"({"open":[{"since":"2026-03-02T10:00:00Z","severity":"critical","rule":"session","subject":"okx",)"
        R"("text":"session of okx is waiting"}],"sinks":[{"sink":"webhook hooks.example.com","waiting":3,"told":5,)"
        R"("dropped":1,"failing":true,"reason":"HTTP 500"}],"total":0,"offset":0,"rows":[]})");
  CHECK(api.ask(api.request("GET", "/v1/status"))->body.find(R"("open_alerts":1)") != std::string::npos);
}

TEST_CASE("api: what is asked for is handed over once, with who asked, and answered when it is done") {
  Api api;
  net::HttpRequest asked =
      api.request("POST", "/v1/control/withdraw", R"({"amount":"250.5","speed":"slow","reason":"rent"})");
  asked.headers.push_back({"Idempotency-Key", "k1"});
  CHECK(api.status(asked) == 0);
  REQUIRE(api.taken.size() == 1);
  const ControlCommand& command = api.taken.front().second;
  CHECK(command.action == ControlAction::withdraw);
  CHECK(command.by == "alice");
  CHECK(command.id == "k1");
  CHECK(command.amount == amount("250.5"));
  CHECK(command.speed == ExitSpeed::slow);
  CHECK(command.reason == "rent");
  api.service->answer({api.taken.front().first, {}});
  REQUIRE(api.last->has_value());
  CHECK((*api.last)->status == 200);
  CHECK(api.status(api.request("POST", "/v1/control/halt")) == 0);
  api.service->answer({api.taken.back().first, "the node stops"});
  CHECK((*api.last)->status == 409);
  CHECK((*api.last)->body == R"({"error":"the node stops"})");
}

struct BadRequest {
  const char* method;
  const char* target;
  const char* body;
  unsigned status;
  const char* words;
};
TEST_CASE("api: a request that is not taken says why in one line") {
  const std::vector<BadRequest> table = {
      {"POST", "/", "", 404, "nothing here"},
      {"GET", "/page/", "", 404, "nothing here"},
      {"GET", "/page/../control.json", "", 404, "nothing here"},
      {"POST", "/v1/events", "", 405, "GET is wanted"},
      {"GET", "/v1/events/", "", 404, "nothing here"},
      {"GET", "/v1/events/why", "", 404, "nothing here"},
      {"GET", "/v1/events//why", "", 404, "nothing here"},
      {"GET", "/v1/events/1/2/why", "", 404, "nothing here"},
      {"GET", "/v1/events/1/why?limit=1", "", 400, "limit: it is not known here (allowed: no parameters)"},
      {"GET", "/v1/events?limit=501", "", 400, "limit: '501' is out of range (allowed: 1 to 500)"},
      {"GET", "/v1/events?offset=10001", "", 400, "offset: '10001' is out of range (allowed: 0 to 10000)"},
      {"GET", "/v1/events?from=yesterday", "", 400, "from: 'yesterday' is not taken (allowed: a UTC time"},
      {"GET", "/v1/events?from=2026-03-02T10:00:00Z&to=2026-03-02T09:00:00Z", "", 400, "not before `from`"},
      {"GET", "/v1/events?kind=%2", "", 400, "two hex digits behind every %"},
      {"GET", "/v1/events?kind=%zz", "", 400, "two hex digits behind every %"},
      {"GET", "/v1/", "", 404, "nothing here"},
      {"GET", "/v1/../etc/passwd", "", 404, "nothing here"},
      {"GET", "/v1/status/", "", 404, "nothing here"},
      {"GET", "/v1/STATUS", "", 404, "nothing here"},
      {"GET", "/v1/status?x=1", "", 400, "x: it is not known here"},
      {"GET", "/v1/orders?limit=0", "", 400, "limit: '0' is out of range (allowed: 1 to 500)"},
      {"GET", "/v1/orders?limit=-1", "", 400, "out of range"},
      {"GET", "/v1/orders?limit=1e9", "", 400, "out of range"},
      {"GET", "/v1/orders?limit", "", 400, "NAME=VALUE"},
      {"GET", "/v1/orders?limit=1&limit=2", "", 400, "every name once"},
      {"GET", "/v1/control/halt", "", 405, "POST is wanted"},
      {"DELETE", "/v1/control/halt", "", 405, "POST is wanted"},
      {"POST", "/v1/control/explode", "", 404, "nothing here"},
      {"POST", "/v1/control/halt", "[]", 400, "no JSON object"},
      {"POST", "/v1/control/halt", "{", 400, "body"},
      {"POST", "/v1/control/halt", R"({"why":"x"})", 400, "'why' is not taken (allowed: reason)"},
      {"POST", "/v1/control/halt", R"({"reason":1})", 400, "reason"},
      {"POST", "/v1/control/halt", R"({"reason":"a\nb"})", 400, "reason"},
      {"POST", "/v1/control/flatten", R"({"speed":"warp"})", 400, "'warp' is not taken (allowed: fast or slow"},
      {"POST", "/v1/control/deposit", "", 400, "amount: it lacks"},
      {"POST", "/v1/control/deposit", R"({"amount":"all"})", 400, "amount"},
      {"POST", "/v1/control/deposit", R"({"amount":"-5"})", 400, "amount"},
      {"POST", "/v1/control/withdraw", R"({"amount":"0"})", 400, "amount"},
      {"POST", "/v1/control/withdraw", R"({"amount":"1e5000"})", 400, "amount"},
      {"POST", "/v1/control/adopt", R"({"as":"mine"})", 400, "'mine' is not taken (allowed: capital or unexplained"},
  };
  Api api;
  for (const BadRequest& row : table) {
    CAPTURE(row.target);
    CAPTURE(row.body);
    const auto answer = api.ask(api.request(row.method, row.target, row.body));
    REQUIRE(answer.has_value());
    CHECK(answer->status == row.status);
    CHECK_MESSAGE(answer->body.find(row.words) != std::string::npos, answer->body);
    CHECK(answer->body.find('\n') == std::string::npos);
  }
  CHECK(api.taken.empty());
}

TEST_CASE("api: who may read controls nothing, and neither do pages of elsewhere") {
  Api api;
  CHECK(api.status(api.request("POST", "/v1/control/halt", "", kReader)) == 403);
  net::HttpRequest page = api.request("POST", "/v1/control/halt");
  page.headers.push_back({"Origin", "https://evil.example"});
  CHECK(api.status(page) == 403);
  net::HttpRequest own = api.request("GET", "/v1/status");
  own.headers.push_back({"Origin", "http://127.0.0.1:8001"});
  CHECK(api.status(own) == 200);
  net::HttpRequest rebound = api.request("GET", "/v1/status");
  rebound.headers.front().value = "evil.example:8001";
  CHECK(api.status(rebound) == 403);
  net::HttpRequest form = api.request("POST", "/v1/control/halt", "{}");
  form.headers.back().value = "text/plain";
  CHECK(api.status(form) == 415);
  CHECK(api.status(api.request("POST", "/v1/control/halt",
                               fmt::format(R"({{"reason":"{}"}})", std::string(ControlService::kMostBody, 'x')))) ==
        413);
  CHECK(api.taken.empty());
}

TEST_CASE("api: tokens are not tried without end, and one token does not ask without end") {
  Api api;
  unsigned last = 0;
  for (int i = 0; i < 11; ++i) last = api.status(api.request("GET", "/v1/status", "", fmt::format("no{}", i).c_str()));
  CHECK(last == 429);
  // Who has a token is not shut out by who has none.
  CHECK(api.status(api.request("GET", "/v1/status")) == 200);
  for (int i = 0; i < 250; ++i) last = api.status(api.request("GET", "/v1/status"));
  CHECK(last == 429);
  CHECK(api.status(api.request("GET", "/v1/status", "", kReader)) == 200);
  api.service->advance(api.now + kSecond * 2);
  CHECK(api.status(api.request("GET", "/v1/status")) == 200);
}

TEST_CASE("api: its document names what is served, and nothing else") {
  Api api;
  const auto answer = api.ask(api.request("GET", "/openapi.json", "", ""));
  REQUIRE(answer.has_value());
  const auto document = parse_json(answer->body);
  REQUIRE(document.has_value());
  std::size_t paths = 0;
  for (const auto& [path, methods] : document.value().at("paths").as_object()) {
    for (const auto& [method, about] : methods.as_object()) {
      CAPTURE(std::string_view(path));
      std::string target(path);
      if (const std::size_t id = target.find("{id}"); id != std::string::npos) target.replace(id, 4, "7");
      const net::HttpRequest asked =
          api.request(method == "get" ? "GET" : "POST", target, method == "get" ? "" : R"({"no":"x"})");
      // Questions to the journal are answered later.
      const unsigned wanted = target.starts_with("/v1/events") ? 0 : method == "get" ? 200 : 400;
      CHECK(api.status(asked) == wanted);
      ++paths;
    }
  }
  CHECK(api.looked.size() == 2);
  CHECK(paths == state_topics().size() + control_routes().size() + 6);
}

TEST_CASE("api: the page is served without a token, to this machine's names alone, and may load nothing of elsewhere") {
  Api api;
  for (const PageFile& file : kPage) {
    const auto answer = api.ask(api.request("GET", std::string(file.path), "", ""));
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
    CHECK(answer->body == file.bytes);
    CHECK(net::find_header(answer->headers, "Content-Type") == file.type);
    const std::string policy(net::find_header(answer->headers, "Content-Security-Policy").value_or(""));
    CHECK(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; "));
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(policy.find("http") == std::string::npos);
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
  }
  net::HttpRequest rebound = api.request("GET", "/", "", "");
  rebound.headers.front().value = "evil.example:8001";
  CHECK(api.status(rebound) == 403);
}

TEST_CASE("api: the journal is asked for events and causes, and answers when it has looked") {
  Api api;
  CHECK(api.status(api.request("GET", "/v1/events?kind=fill,order&from=2026-03-02T09%3A00:00Z&limit=5&offset=10")) ==
        0);
  REQUIRE(api.looked.size() == 1);
  const EventAsk& asked = api.looked.front().second;
  CHECK(asked.why_of.empty());
  CHECK(asked.list.kinds == std::vector<std::string>{"fill", "order"});
  CHECK(asked.list.from == UtcTime::parse("2026-03-02T09:00:00Z").value());
  CHECK(!asked.list.to);
  CHECK(asked.list.limit == 5);
  CHECK(asked.list.offset == 10);
  api.service->found(EventAnswer{api.looked.front().first, std::string("{\"rows\":[]}")});
  REQUIRE(api.last->has_value());
  CHECK((*api.last)->status == 200);
  CHECK((*api.last)->body == "{\"rows\":[]}");
  CHECK(api.status(api.request("GET", "/v1/events/line:5/why", "", kReader)) == 0);
  CHECK(api.looked.back().second.why_of == "line:5");
  api.service->found(EventAnswer{api.looked.back().first, Error(ErrorKind::usage, "id: there is none")});
  CHECK((*api.last)->status == 400);
  CHECK(api.status(api.request("GET", "/v1/events")) == 0);
  api.service->found(EventAnswer{api.looked.back().first, Error(ErrorKind::data, "journal x: it is damaged")});
  CHECK((*api.last)->status == 500);
  CHECK(api.status(api.request("GET", "/v1/events", "", "")) == 401);
  api.takes_questions = false;
  CHECK(api.status(api.request("GET", "/v1/events")) == 503);
}

TEST_CASE("api: a browser offers its token as a subprotocol, and only a stream takes it there") {
  Api api;
  const auto upgrade = [&](const std::string& offered) {
    net::HttpRequest asked = api.request("GET", "/v1/stream", "", "");
    asked.headers.push_back({"Origin", "http://127.0.0.1:8001"});
    asked.headers.push_back({"Sec-WebSocket-Protocol", offered});
    return asked;
  };
  HeardSocket socket;
  const auto stream = api.service->on_upgrade(upgrade(fmt::format("basis.v1, basis.token.{}", kToken)), socket);
  REQUIRE(stream != nullptr);
  // The token is never sent back.
  CHECK(stream->subprotocol() == "basis.v1");
  REQUIRE(socket.sent.size() == 1);
  CHECK(socket.sent.front().starts_with(R"({"topic":"status",)"));
  const auto plain = api.service->on_upgrade(api.request("GET", "/v1/stream"), socket);
  REQUIRE(plain != nullptr);
  CHECK(plain->subprotocol().empty());
  HeardSocket none;
  for (const std::string& offered :
       {fmt::format("basis.token.{}", kToken), std::string("basis.v1"), std::string("basis.v1, basis.token."),
        std::string("basis.v1, basis.token.wrong"), fmt::format("basis.v1,basis.token. {}", kToken)}) {
    CAPTURE(offered);
    CHECK(api.service->on_upgrade(upgrade(offered), none) == nullptr);
  }
  net::HttpRequest foreign = upgrade(fmt::format("basis.v1, basis.token.{}", kToken));
  foreign.headers[1].value = "http://evil.example";
  CHECK(api.service->on_upgrade(foreign, none) == nullptr);
  CHECK(none.sent.empty());
  net::HttpRequest question = upgrade(fmt::format("basis.v1, basis.token.{}", kToken));
  question.target = "/v1/status";
  CHECK(api.status(question) == 401);
}

TEST_CASE("api: what a state has of pairs, books, funding and the series is told") {
  Api api;
  auto state = std::make_shared<NodeState>();
  state->number = 2;
  const MarketId first = api.universe.markets()[0].id;
  const MarketId second = api.universe.markets()[1].id;
  PairRow pair;
  pair.order.id = 3;
  pair.order.first = {first, OrderSide::buy, false};
  pair.order.second = PairLeg{second, OrderSide::sell, false};
  pair.order.coins = quantity("2");
  pair.first = quantity("1");
  pair.second = quantity("1");
  pair.first_value = amount("100");
  pair.second_value = amount("101");
  state->pairs =
      std::make_shared<const std::vector<std::shared_ptr<const PairRow>>>(1, std::make_shared<const PairRow>(pair));
  FeedRow feed;
  feed.venue = "one";
  feed.books = {{first, true, api.now, price("99"), price("100")}, {second, true, api.now, price("102"), price("103")}};
  state->feeds = {feed};
  state->series = std::make_shared<const std::vector<SeriesRow>>(
      1, SeriesRow{api.now, amount("5"), amount("4.5"), amount("-0.1"), 0.5, std::nullopt});
  state->chain = ChainRow{"0x1", 7, api.now, amount("1"), true, {{"w1", "aave_v3 supply", 4, "0xab", 2, "waits"}}};
  api.service->show(state);
  const auto told = [&](const char* target) { return parse_json(api.ask(api.request("GET", target))->body).value(); };
  const auto pairs = told("/v1/pairs");
  const auto& row = pairs.at("rows").as_array()[0];
  CHECK(row.at("traded_first").as_string() == "1");
  CHECK(row.at("traded_edge_bps").to_number<double>() == doctest::Approx(100.0));
  // Bought at the ask of 100, sold at the bid of 102.
  CHECK(row.at("edge_now_bps").to_number<double>() == doctest::Approx(200.0));
  const auto venues = told("/v1/venues");
  CHECK(venues.at("feeds").as_array()[0].at("markets").as_array()[1].at("bid").as_string() == "102");
  CHECK(venues.at("chain").at("transactions").as_array()[0].at("nonce").as_int64() == 4);
  const auto series = told("/v1/series");
  CHECK(series.at("rows").as_array()[0].at("equity_at_market").as_string() == "4.5");
  CHECK(series.at("rows").as_array()[0].at("health_factor").is_null());
}

TEST_CASE("api: pages of a list") {
  Api api;
  const auto answer = api.ask(api.request("GET", "/v1/alerts?limit=1&offset=1"));
  REQUIRE(answer.has_value());
  const auto page = parse_json(answer->body);
  REQUIRE(page.has_value());
  CHECK(page.value().at("total").as_int64() == 3);
  REQUIRE(page.value().at("rows").as_array().size() == 1);
  CHECK(page.value().at("rows").as_array()[0].at("text").as_string() == "text 1");
  CHECK(api.ask(api.request("GET", "/v1/alerts?offset=9"))->body.find(R"("rows":[])") != std::string::npos);
}

TEST_CASE("api: whatever is sent, it answers, and takes only what it may") {
  const std::uint64_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  Api api;
  const std::vector<std::string> parts = {"/v1/", "control/", "halt",    "withdraw", "?",          "limit=", "&",
                                          "%2e",  "..",       "{",       "}",        "\"amount\"", ":",      "\"1\"",
                                          "[",    "]",        "\\u0000", "1e999",    "null",       ","};
  const auto text = [&](std::size_t most) {
    std::string made;
    for (std::size_t i = random() % most; i > 0; --i)
      made += random() % 4 == 0 ? std::string(1, static_cast<char>(random() % 256)) : parts[random() % parts.size()];
    return made;
  };
  for (std::uint64_t i = 0; i < rounds(3'000); ++i) {
    if (i % 100 == 0) api.service->advance(api.now = api.now + kSecond * 3);
    const std::string target = random() % 2 == 0 ? "/v1/control/withdraw" : "/" + text(6);
    const auto answer = api.ask(api.request(random() % 2 == 0 ? "POST" : "GET", target, text(12)));
    if (answer) CHECK((answer->status >= 200 && answer->status < 500));
  }
  for (const auto& [ticket, command] : api.taken)
    if (command.amount) CHECK(command.amount->sign() > 0);
}

TEST_CASE("tokens: a token is known by its hash, and by nothing else") {
  const std::string token = make_api_token();
  CHECK(token.size() == 64);
  CHECK(token != make_api_token());
  const auto hash = hash_api_token("carol", ApiRole::read, token);
  REQUIRE(hash.has_value());
  CHECK(hash.value().find(token) == std::string::npos);
  auto tokens = ApiTokens::parse(hash.value());
  REQUIRE_MESSAGE(tokens.has_value(), tokens.error().text());
  CHECK(!tokens.value().known(token));
  const auto found = tokens.value().find(token);
  REQUIRE(found.has_value());
  CHECK(found->name == "carol");
  CHECK(found->role == ApiRole::read);
  CHECK(tokens.value().known(token).has_value());
  CHECK(!tokens.value().find(token.substr(1)));
  CHECK(!tokens.value().find(""));
  CHECK(!hash_api_token("two words", ApiRole::read, token).has_value());
  for (const char* bad : {"x", "read:carol", "admin:carol:scrypt:16384:8:1:00:00", "read::scrypt:16384:8:1:00:00",
                          "read:carol:md5:16384:8:1:00:00", "read:carol:scrypt:1:8:1:00:00",
                          "read:carol:scrypt:16384:8:1:00:00", "read:carol:scrypt:16384:8:1:zz:zz"}) {
    CAPTURE(bad);
    const auto parsed = ApiTokens::parse(bad);
    REQUIRE(!parsed.has_value());
    CHECK(parsed.error().text().starts_with("BASIS_API_TOKEN_HASH: entry 1: "));
  }
}

}  // namespace
}  // namespace basis::test
