#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "actors/control/api_routes.hpp"
#include "actors/control/api_target.hpp"
#include "actors/control/api_tokens.hpp"
#include "actors/control/event_archive.hpp"
#include "actors/control/page_file.hpp"
#include "actors/control/state_json.hpp"
#include "core/execution/token_bucket.hpp"
#include "venues/net/service.hpp"

namespace basis {

/// What a control request came to.
struct ControlAnswer {
  std::uint64_t ticket = 0;
  std::string refusal;  ///< empty: it is in the journal
};

/// The control API of one node over HTTP and WebSockets. It has a thread of its own and knows only states that do not
/// change; what a person asks for is handed over with a ticket and answered later.
///
/// Every request but /health, /openapi.json and the files of the web page needs a bearer token. A browser cannot send
/// one with a WebSocket: it offers the subprotocols kStreamProtocol and kTokenProtocol with its token behind it, and is
/// answered with the first. A request of a page of another origin is refused,
/// and one for another host than this one, so that no page in a browser of the machine can reach it by name.
class ControlService final : public net::Service {
 public:
  using HandOver = std::function<void(std::uint64_t ticket, ControlCommand command)>;
  /// False: it cannot be looked up now, and is not answered.
  using LookUp = std::function<bool(std::uint64_t ticket, EventAsk asked)>;
  struct Parts {
    NodeFacts facts;
    ApiTokens tokens;
    std::span<const PageFile> page;  ///< outlives it
    bool any_host = false;           ///< it is reached from other machines, under whatever name
    HandOver hand_over;
    LookUp look_up;
  };
  static constexpr std::string_view kStreamProtocol = "basis.v1";
  static constexpr std::string_view kTokenProtocol = "basis.token.";
  /// Bodies are smaller.
  static constexpr std::size_t kMostBody = 16 * 1024;
  /// Requests of one token: so many a second, and at once.
  static constexpr RateLimit kRequests{100, 200};
  /// Tokens that are not known, of everybody together: what hashes cost is bounded.
  static constexpr RateLimit kGuesses{2, 10};
  /// How often a stream is told of a new state, at most.
  static constexpr Nanos kTold{500'000'000};
  static constexpr std::size_t kMostStreams = 50;

  explicit ControlService(Parts parts);
  ~ControlService() override;

  /// The state that is told from here on.
  void show(NodeStatePtr state) { state_ = std::move(state); }
  void answer(const ControlAnswer& answer);
  void found(const EventAnswer& answer);

  void advance(UtcTime now) override;
  [[nodiscard]] std::optional<UtcTime> next_due() const override;
  void on_request(const net::HttpRequest& request, net::Respond respond) override;
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                       net::ServerSocket& socket) override;

 private:
  class Stream;
  struct Refusal {
    unsigned status = 0;
    std::string text;
  };
  [[nodiscard]] std::optional<Refusal> foreign(const net::HttpRequest& request) const;
  [[nodiscard]] std::optional<Refusal> recognise(std::string_view token, ApiCaller& caller);
  [[nodiscard]] bool within_rate(const std::string& name);
  [[nodiscard]] net::HttpResponse metrics() const;
  [[nodiscard]] net::HttpResponse read(const StateTopic& topic, const ApiTarget& target) const;
  void control(const ControlRoute& route, const net::HttpRequest& request, const ApiCaller& caller,
               net::Respond respond);
  [[nodiscard]] std::optional<net::HttpResponse> open_to_all(const net::HttpRequest& request,
                                                             const std::string& path) const;
  void look_up(EventAsk asked, net::Respond respond);
  void take(const net::HttpRequest& request, net::Respond& respond);
  [[nodiscard]] std::string topic_json(const StateTopic& topic, PageOf page) const;
  [[nodiscard]] MonoTime mono() const { return MonoTime::from_nanos(now_.nanos()); }

  Parts parts_;
  NodeStatePtr state_;
  UtcTime now_;
  TokenBucket guesses_{kGuesses};
  std::map<std::string, TokenBucket> rates_;       ///< by name of a token
  std::map<std::uint64_t, net::Respond> waiting_;  ///< by ticket
  std::uint64_t last_ticket_ = 0;
  std::set<Stream*> streams_;
  std::uint64_t told_number_ = 0;
  UtcTime told_;
};

}  // namespace basis
