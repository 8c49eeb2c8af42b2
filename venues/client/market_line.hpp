#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "venues/client/market_dialect.hpp"
#include "venues/net/silence_watch.hpp"
#include "venues/net/steady_socket.hpp"

namespace basis::client {

/// What a line of market data tells its owner.
class MarketLineHost {
 public:
  virtual ~MarketLineHost() = default;
  /// A number for a new connection, higher than all before of any line.
  virtual std::uint32_t new_connection() = 0;
  /// A message of a stream. `text` is valid during the call.
  virtual void market_text(std::uint32_t connection, std::string_view feed, std::string_view url, std::string_view text,
                           UtcTime received, MonoTime at) = 0;
  virtual void market_lost(std::uint32_t connection) = 0;
  /// The venue does not serve a stream; it is asked for again now and then.
  virtual void stream_refused(const std::string& stream, const std::string& why) = 0;

 protected:
  MarketLineHost() = default;
  MarketLineHost(const MarketLineHost&) = default;
  MarketLineHost& operator=(const MarketLineHost&) = default;
};

struct MarketLineSettings {
  net::SocketRequest request{};
  StreamGroup group{};           ///< what is wanted
  Nanos silence = kSecond * 30;  ///< of one that never pauses, after which it is subscribed again
  Nanos retry = kMinute;         ///< after which a refused stream is asked for again
  std::uint64_t seed = 0;
};

/// One socket of public market data: its streams are subscribed again after every reconnect, watched for silence one by
/// one, and handed over to a successor without a gap. While both connections are open, trades are told once; order book
/// messages have ids by which their reader passes over what it knows.
class MarketLine final : public net::SteadyListener {
 public:
  /// Network, dialect and host outlive it.
  MarketLine(net::Network& network, MarketDialect& dialect, MarketLineSettings settings, MarketLineHost& host);

  void start();
  void stop();
  /// Subscribes to everything once more on the connections that are open; the venue takes it as it comes.
  void subscribe_again();
  /// Leaves a stream and subscribes to it anew, for what it begins with. False: it is none of this line's, or the line
  /// is not open.
  bool renew(const std::string& stream);

  void on_open(std::uint32_t connection) override;
  void on_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at) override;
  void on_closed(std::uint32_t connection, const std::string& reason) override;

 private:
  struct Link {
    std::uint32_t number = 0;  ///< among all connections of the owner
    std::deque<std::string> outgoing;
    std::map<std::int64_t, std::vector<std::string>> asked;  ///< subscriptions without an answer, by request
    std::set<std::string, std::less<>> missing;              ///< streams that never pause and were not heard yet
    bool successor = false;
  };

  void subscribe_all(Link& link);
  void subscribe(Link& link, const std::vector<std::string>& streams);
  void control(std::uint32_t connection, Link& link, std::string_view text);
  void refused(const std::vector<std::string>& streams, const std::string& why);
  void resolve(Link& link, const StreamAnswer& answer);
  void pump();
  void watch();
  void say_alive();
  void judge_step(std::uint32_t connection, Link& link);
  [[nodiscard]] bool told_before(std::string_view stream, std::string_view text);

  net::Network& network_;
  MarketDialect& dialect_;
  MarketLineSettings settings_;
  MarketLineHost& host_;
  std::string url_;
  std::map<std::uint32_t, Link> links_;
  std::map<std::string, std::int64_t, std::less<>> last_trades_;  ///< by stream
  std::set<std::string, std::less<>> refused_;
  net::SilenceWatch silence_;
  std::int64_t last_request_ = 0;
  std::unique_ptr<net::Timer> pump_;
  std::unique_ptr<net::Timer> watch_;
  std::unique_ptr<net::Timer> retry_;
  std::unique_ptr<net::Timer> alive_;
  net::SteadySocket socket_;
};

}  // namespace basis::client
