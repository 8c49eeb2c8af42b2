#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "actors/alerts/alert_sink.hpp"
#include "core/base/json_reader.hpp"
#include "tests/support/numbers.hpp"
#include "venues/net/service.hpp"

namespace basis::test {

inline const AlertOrigin kOrigin{"s1", "btc_basis", "dev", "sim", "machine", "results/try"};

inline AlertNotice notice_of(std::uint64_t number, NoticeKind kind = NoticeKind::fired) {
  return {number,
          kind,
          "session",
          "okx",
          AlertSeverity::critical,
          "session of okx is \"waiting\"",
          utc("2026-03-02T10:01:00Z"),
          utc("2026-03-02T10:00:00Z"),
          0};
}
inline AlertMessage message_of(std::uint64_t number) { return make_alert_message(kOrigin, notice_of(number), 0); }

/// A member of an object that is text.
inline std::string member(const std::string& json, std::string_view name) {
  const auto parsed = parse_json(json);
  REQUIRE(parsed.has_value());
  const auto* const found = parsed.value().as_object().if_contains(name);
  REQUIRE(found != nullptr);
  return found->is_string() ? std::string(found->as_string()) : std::to_string(found->as_int64());
}

/// A receiver of alerts that answers as a test says: the next answer of a list, then 204.
class Receiver final : public net::Service {
 public:
  void advance(UtcTime now) override { now_ = now; }
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return std::nullopt; }
  void on_request(const net::HttpRequest& request, net::Respond respond) override {
    requests.push_back(request);
    times.push_back(now_);
    if (answers.empty()) return respond(net::HttpResponse{204, {}, {}});
    auto answer = answers.front();
    answers.erase(answers.begin());
    respond(std::move(answer));
  }
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest&, net::ServerSocket&) override {
    return nullptr;
  }
  /// The ids that came, in their order.
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const net::HttpRequest& request : requests) all.push_back(member(request.body, "id"));
    return all;
  }

  std::vector<std::optional<net::HttpResponse>> answers;  ///< absent: the connection is dropped
  std::vector<net::HttpRequest> requests;
  std::vector<UtcTime> times;

 private:
  UtcTime now_;
};

}  // namespace basis::test
