// Alerts posted to a receiver: over a virtual clock, and over real sockets.

#include "actors/alerts/webhook_sink.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "actors/alerts/alert_outbox.hpp"
#include "tests/actors/alerts/support.hpp"
#include "tests/venues/net/test_certificates.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/beast_server.hpp"
#include "venues/net/memory_network.hpp"

namespace basis::test {
namespace {

using Texts = std::vector<std::string>;

const UtcTime kStart = utc("2026-03-02T10:00:00Z");
constexpr const char* kUrl = "https://hooks.example.com/s3cret/path?token=s3cret";

WebhookUrl url_of(std::string_view text) {
  auto parsed = WebhookUrl::parse(Secret(text));
  REQUIRE(parsed.has_value());
  return std::move(parsed).value();
}

/// An outbox whose webhook is a receiver on a virtual clock.
struct Posted {
  explicit Posted(OutboxLimits limits = {}) {
    network.serve("hooks.example.com", 443, receiver);
    AlertOutbox::Parts parts{kOrigin, limits, 5, [this](const std::string& line) { said.push_back(line); }};
    outbox =
        std::make_unique<AlertOutbox>(std::make_unique<WebhookSink>(url_of(kUrl), network), network, std::move(parts));
  }
  void pass(Nanos time) { network.run_until(network.now_utc() + time); }
  /// What was said has nothing of the URL but its host.
  ~Posted() {
    for (const std::string& line : said) CHECK(line.find("s3cret") == line.npos);
    CHECK(outbox->row().reason.find("s3cret") == std::string::npos);
  }
  Posted(const Posted&) = delete;
  Posted& operator=(const Posted&) = delete;

  Receiver receiver;  // outlives the network
  net::MemoryNetwork network{kStart, 3};
  Texts said;
  std::unique_ptr<AlertOutbox> outbox;
};

struct BadUrl {
  const char* url;
  const char* why;
};
TEST_CASE("webhook: an address that is none is refused in one line without it") {
  const std::vector<BadUrl> table = {
      {"ftp://hooks.example.com/s3cret", "it begins with none of https://, http://"},
      {"hooks.example.com/s3cret", "it begins with none of"},
      {"wss://hooks.example.com/s3cret", "it begins with none of"},
      {"https://", "its host or port is none"},
      {"https:///s3cret", "its host or port is none"},
      {"https://hooks.example.com:s3cret/x", "its host or port is none"},
      {"https://hooks.example.com:0/s3cret", "its host or port is none"},
      {"https://hooks.example.com:65536/s3cret", "its host or port is none"},
      {"https://user:s3cret@hooks.example.com/x", "it has a user"},
      {"https://hooks.example.com/s3cret#x", "it has a fragment"},
      {"https://hooks.example.com/s3cret x", "it has a space"},
      {"https://hooks.example.com/s3cret\r\nX: y", "it has a space, or a character that no URL has"},
  };
  for (const BadUrl& row : table) {
    CAPTURE(row.url);
    const auto parsed = WebhookUrl::parse(Secret(row.url));
    REQUIRE(!parsed.has_value());
    CHECK(parsed.error().kind == ErrorKind::usage);
    CHECK(parsed.error().lines.size() == 1);
    CHECK(parsed.error().text().starts_with("environment: BASIS_ALERT_WEBHOOK: "));
    CHECK(parsed.error().text().find(row.why) != std::string::npos);
    CHECK(parsed.error().text().find("s3cret") == std::string::npos);
  }
}

TEST_CASE("webhook: an address is a host, a port and all behind it") {
  const auto check = [](std::string_view text, std::string_view authority, std::string_view target, bool tls) {
    const WebhookUrl url = url_of(text);
    CHECK(url.endpoint.authority() == authority);
    CHECK(url.endpoint.path.empty());
    CHECK(url.endpoint.tls == tls);
    CHECK(url.target.reveal() == target);
  };
  check("https://a.example", "a.example", "/", true);
  check("https://a.example/", "a.example", "/", true);
  check("https://a.example/b/c/?d=e&f=http://g/@h", "a.example", "/b/c/?d=e&f=http://g/@h", true);
  check("http://127.0.0.1:9000?x=1", "127.0.0.1:9000", "/?x=1", false);
  check("https://[::1]:9443/hook", "[::1]:9443", "/hook", true);
}

TEST_CASE("webhook: an alert is posted as JSON with an id of its own, and nothing is lost of its text") {
  Posted posted;
  posted.outbox->push(notice_of(7));
  CHECK(!posted.outbox->idle());
  posted.pass(kSecond);
  REQUIRE(posted.receiver.requests.size() == 1);
  const net::HttpRequest& request = posted.receiver.requests.front();
  CHECK(request.method == "POST");
  CHECK(request.target == "/s3cret/path?token=s3cret");
  CHECK(net::find_header(request.headers, "Content-Type") == "application/json");
  CHECK(net::find_header(request.headers, "Idempotency-Key") == "s1-7");
  CHECK(member(request.body, "id") == "s1-7");
  CHECK(member(request.body, "kind") == "fired");
  CHECK(member(request.body, "rule") == "session");
  CHECK(member(request.body, "subject") == "okx");
  CHECK(member(request.body, "severity") == "critical");
  CHECK(member(request.body, "what") == "session of okx is \"waiting\"");
  CHECK(member(request.body, "text") == "[critical] btc_basis (dev, sim): session of okx is \"waiting\"");
  CHECK(member(request.body, "time") == "2026-03-02T10:01:00Z");
  CHECK(member(request.body, "since") == "2026-03-02T10:00:00Z");
  CHECK(!member(request.body, "advice").empty());
  CHECK(posted.outbox->idle());
  CHECK(posted.outbox->row().told == 1);
  CHECK(posted.outbox->row().name == "webhook hooks.example.com");
  CHECK(posted.said.empty());
}

TEST_CASE("webhook: what may go later is tried again with growing waits, in order, with the same bytes") {
  Posted posted;
  for (int i = 0; i < 3; ++i) posted.receiver.answers.emplace_back(net::HttpResponse{500, {}, "trouble s3cret"});
  posted.receiver.answers.emplace_back(std::nullopt);
  posted.receiver.answers.emplace_back(net::HttpResponse{408, {}, {}});
  posted.outbox->push(notice_of(1));
  posted.outbox->push(notice_of(2));
  posted.pass(kMinute);
  CHECK(posted.receiver.ids() == Texts{"s1-1", "s1-1", "s1-1", "s1-1", "s1-1", "s1-1", "s1-2"});
  for (std::size_t i = 1; i < 6; ++i) {
    CHECK(posted.receiver.requests[i].body == posted.receiver.requests[0].body);
    const Nanos wait = posted.receiver.times[i] - posted.receiver.times[i - 1];
    CHECK(wait >= kSecond * (std::int64_t{1} << (i - 1)) - Nanos{kSecond.count * (std::int64_t{1} << (i - 1)) / 2});
    CHECK(wait <= kSecond * (std::int64_t{1} << (i - 1)));
  }
  CHECK(posted.said == Texts{"alerts: webhook hooks.example.com: HTTP 500; it is tried again",
                             "alerts: webhook hooks.example.com: alerts are told again"});
  CHECK(!posted.outbox->row().failing);
}

TEST_CASE("webhook: a receiver that asks for a wait gets it") {
  Posted posted;
  posted.receiver.answers = {net::HttpResponse{429, {{"Retry-After", "30"}}, {}},
                             net::HttpResponse{503, {{"retry-after", "Mon, 02 Mar 2026 10:01:00 GMT"}}, {}}};
  posted.outbox->push(notice_of(1));
  posted.pass(kSecond * 29);
  CHECK(posted.receiver.requests.size() == 1);
  posted.pass(kSecond * 2);
  CHECK(posted.receiver.requests.size() == 2);
  posted.pass(kSecond * 28);
  CHECK(posted.receiver.requests.size() == 2);
  posted.pass(kSecond * 2);
  CHECK(posted.receiver.requests.size() == 3);
  CHECK(posted.outbox->idle());
}

TEST_CASE("webhook: what a wait is read of") {
  CHECK(retry_after("120", kStart) == kSecond * 120);
  CHECK(retry_after("0", kStart) == Nanos{});
  CHECK(retry_after("-5", kStart) == Nanos{});
  CHECK(retry_after("999999999", kStart) == kHour);
  CHECK(retry_after("Mon, 02 Mar 2026 10:00:45 GMT", kStart) == kSecond * 45);
  CHECK(retry_after("Mon, 02 Mar 2026 09:00:45 GMT", kStart) == Nanos{});
  CHECK(!retry_after("soon", kStart).has_value());
  CHECK(!retry_after("", kStart).has_value());
}

TEST_CASE("webhook: an alert that the receiver refuses for good is dropped, and the next one says so") {
  Posted posted;
  posted.receiver.answers.emplace_back(net::HttpResponse{404, {}, {}});
  posted.receiver.answers.emplace_back(net::HttpResponse{302, {{"Location", "https://elsewhere/"}}, {}});
  for (std::uint64_t i = 1; i <= 3; ++i) posted.outbox->push(notice_of(i));
  posted.pass(kMinute);
  CHECK(posted.receiver.ids() == Texts{"s1-1", "s1-2", "s1-3"});
  CHECK(member(posted.receiver.requests[0].body, "dropped") == "0");
  CHECK(member(posted.receiver.requests[1].body, "dropped") == "1");
  CHECK(member(posted.receiver.requests[2].body, "dropped") == "2");
  CHECK(posted.outbox->row().dropped == 2);
  CHECK(posted.outbox->row().told == 1);
}

TEST_CASE("webhook: where too many wait, repetitions go first, then the oldest, and the next one has their number") {
  OutboxLimits limits;
  limits.most = 4;
  Posted posted(limits);
  posted.network.refuse("hooks.example.com", true);
  for (const NoticeKind kind : {NoticeKind::fired, NoticeKind::fired, NoticeKind::repeated, NoticeKind::recovered,
                                NoticeKind::fired, NoticeKind::fired}) {
    static std::uint64_t number = 0;
    posted.outbox->push(notice_of(++number, kind));
  }
  CHECK(posted.outbox->row().dropped == 2);
  CHECK(posted.outbox->row().waiting == 4);
  posted.pass(kMinute);
  CHECK(posted.outbox->row().failing);
  CHECK(posted.said.size() == 1);
  posted.network.refuse("hooks.example.com", false);
  posted.pass(kMinute * 10);
  CHECK(posted.receiver.ids() == Texts{"s1-1", "s1-4", "s1-5", "s1-6"});
  CHECK(member(posted.receiver.requests[1].body, "dropped") == "2");
  CHECK(member(posted.receiver.requests[2].body, "dropped") == "0");
  CHECK(posted.said.size() == 2);
}

TEST_CASE("webhook: after a day an alert is dropped") {
  Posted posted;
  posted.network.refuse("hooks.example.com", true);
  posted.outbox->push(notice_of(1));
  posted.pass(kHour * 23);
  CHECK(posted.outbox->row().dropped == 0);
  posted.pass(kHour * 2);
  CHECK(posted.outbox->row().dropped == 1);
  CHECK(posted.outbox->idle());
}

TEST_CASE("webhook: near the end what failed is tried at once") {
  Posted posted;
  posted.receiver.answers.emplace_back(net::HttpResponse{429, {{"Retry-After", "3000"}}, {}});
  posted.outbox->push(notice_of(1));
  posted.pass(kSecond);
  posted.outbox->hurry();
  posted.pass(kSecond);
  CHECK(posted.receiver.requests.size() == 2);
  CHECK(posted.outbox->idle());
}

TEST_CASE("webhook: over TLS the receiver's certificate is checked") {
  const TestCertificates certificates;
  for (const bool known : {true, false}) {
    CAPTURE(known);
    net::NetworkSettings settings;
    if (known) settings.ca_file = certificates.authority();
    auto network = net::BeastNetwork::make(settings);
    REQUIRE(network.has_value());
    Receiver receiver;
    auto server = net::BeastServer::open({.listen = {{.tls = true}},
                                          .certificate = certificates.file("server"),
                                          .key = certificates.key(),
                                          .clock = [&] { return network.value()->now_utc(); }},
                                         receiver, network.value().get());
    REQUIRE(server.has_value());
    WebhookSink sink(url_of(fmt::format("https://127.0.0.1:{}/s3cret", server.value()->ports().front())),
                     *network.value());
    const AlertMessage message = message_of(1);
    std::optional<AlertTry> tried;
    sink.tell(message, [&](const AlertTry& how) { tried = how; });
    const MonoTime until = network.value()->now_mono() + kSecond * 10;
    while (!tried && network.value()->now_mono() < until) network.value()->run_for(Nanos{5'000'000});
    REQUIRE(tried.has_value());
    CHECK((tried->result == AlertTry::Result::told) == known);
    CHECK(receiver.requests.size() == (known ? 1 : 0));
    if (!known) {
      CHECK(tried->result == AlertTry::Result::failed);
      CHECK(tried->reason.find("s3cret") == std::string::npos);
      CHECK(tried->reason.find("certificate") != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace basis::test
