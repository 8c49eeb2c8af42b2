#pragma once

#include <map>
#include <memory>
#include <vector>

#include "venues/sim/chain_link.hpp"
#include "venues/sim/latency.hpp"
#include "venues/sim/sim_wallet.hpp"
#include "venues/sim/venue_protocol.hpp"

namespace basis::sim {

/// Simulated exchanges on one port, with a control channel under `/__sim/`. Requests and upgrades go to the venue that
/// claims the most of their path. Its time is what it is told; what is due happens in order of time, and at one
/// instant markets come first, then venues, scripted faults, and messages by their order.
class ExchangeService final : public net::Service, public VenueHost {
 public:
  struct Settings {
    LatencySpec latency{};
    Nanos transfer_time = kSecond * 2;
  };
  /// The marketplace outlives it.
  ExchangeService(Marketplace& markets, const Settings& settings, UtcTime start);

  void add(std::unique_ptr<VenueProtocol> venue);
  [[nodiscard]] const std::vector<std::unique_ptr<VenueProtocol>>& venues() const { return venues_; }
  [[nodiscard]] Marketplace& markets() { return markets_; }
  [[nodiscard]] SimWallet& wallet() { return wallet_; }
  [[nodiscard]] const SimWallet& wallet() const { return wallet_; }
  /// Rises with what changes the wallet.
  [[nodiscard]] std::uint64_t wallet_changes() const { return wallet_changes_; }
  /// The client of a venue by name; the first where the name is empty. Null: there is none.
  [[nodiscard]] ClientAccount* client(std::string_view venue, std::string_view name) const;
  // exchange_chain.cpp
  /// Money on Ethereum leaves and comes over a chain from now on. What an earlier run left under way is paid or watched
  /// further, and deposits that were not confirmed are forgotten: the chain tells them again. The link outlives it.
  void join(ChainLink& link);
  void payment_sent(const ChainPayment& payment);
  void payment_ended(const ChainPayment& payment, bool arrived);
  /// The chain has a deposit; one that is known already changes nothing.
  void deposit_seen(const ChainDeposit& deposit);
  /// It is there to stay: the client has the money, once.
  void deposit_confirmed(const ChainDeposit& deposit);
  /// The chain has it no more.
  void deposit_gone(const ChainDeposit& deposit);
  /// Absent: there was no chain.
  [[nodiscard]] const std::optional<ChainMark>& chain_mark() const { return chain_mark_; }
  void set_chain_mark(ChainMark mark);
  /// Whether the control channel was asked to stop.
  [[nodiscard]] bool stop_asked() const { return stop_asked_; }
  /// How many requests, upgrades and messages there were; rises.
  [[nodiscard]] std::uint64_t activity() const { return activity_; }
  [[nodiscard]] UtcTime start() const { return start_; }

  void advance(UtcTime now) override;
  [[nodiscard]] std::optional<UtcTime> next_due() const override;
  void on_request(const net::HttpRequest& request, net::Respond respond) override;
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                       net::ServerSocket& socket) override;

  [[nodiscard]] UtcTime now() const override { return now_; }
  void at(UtcTime at, std::function<void()> done) override { queue_.emplace(at, std::move(done)); }
  [[nodiscard]] FaultDesk& faults() override { return faults_; }
  [[nodiscard]] Nanos way_out() override;

 private:
  [[nodiscard]] VenueProtocol* venue_of(std::string_view path) const;
  void settle_wallet();
  void send_off(std::string_view venue, ClientAccount& client, std::int64_t number);
  [[nodiscard]] ClientAccount* owner_of(std::string_view address) const;

  // Control.
  net::HttpResponse control(const net::HttpRequest& request);
  [[nodiscard]] std::string state_json() const;
  net::HttpResponse post_fault(const std::string& body);
  net::HttpResponse post_transfer(const std::string& body);
  net::HttpResponse post_close(const std::string& body);
  net::HttpResponse post_deposit(const std::string& body);
  net::HttpResponse post_owner(const std::string& body);
  [[nodiscard]] std::string deposits_json() const;

  Marketplace& markets_;
  Settings settings_;
  UtcTime start_;
  UtcTime now_;
  FaultDesk faults_;
  Latency latency_;
  SimWallet wallet_;
  std::vector<std::unique_ptr<VenueProtocol>> venues_;
  std::multimap<UtcTime, std::function<void()>> queue_;
  std::uint64_t activity_ = 0;
  std::uint64_t wallet_changes_ = 0;
  ChainLink* chain_ = nullptr;
  std::optional<ChainMark> chain_mark_;
  bool stop_asked_ = false;
};

}  // namespace basis::sim
