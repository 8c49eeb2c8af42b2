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

/// A service with a state, and what it hands over.
struct Api {
  Api() {
    ControlService::Parts parts;
    parts.facts.universe = &universe;
    parts.facts.mode = "btc_basis";
    parts.facts.version = "1";
    parts.tokens.add({"alice", ApiRole::control}, kToken);
    parts.tokens.add({"bob", ApiRole::read}, kReader);
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
      {"GET", "/", "", 404, "nothing here"},
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
      const net::HttpRequest asked =
          api.request(method == "get" ? "GET" : "POST", std::string(path), method == "get" ? "" : R"({"no":"x"})");
      CHECK(api.status(asked) == (method == "get" ? 200U : 400U));
      ++paths;
    }
  }
  CHECK(paths == state_topics().size() + control_routes().size() + 2);
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
