#pragma once

#include <map>
#include <memory>

#include "actors/live/wallet.hpp"
#include "core/instruments/universe.hpp"
#include "venues/net/network.hpp"

namespace basis {

/// The wallet that a simulator of exchanges keeps, for modes whose money comes from a wallet: reached through the
/// simulator's control channel.
class SimWallet final : public Wallet {
 public:
  /// Both outlive it.
  SimWallet(const Universe& universe, net::Network& network, const net::Endpoint& simulator);
  ~SimWallet() override;

  void deposit(const Order& order, MoneyDone done) override;
  void owner_pays(const std::string& token, Amount amount) override;
  [[nodiscard]] bool moves() const override { return !waiting_.empty(); }
  [[nodiscard]] std::string address() const override;

 private:
  void request(const std::string& id);
  void look(const std::string& id);
  void end(const std::string& id, const MoneyMoved& moved);
  void again(const std::string& id, void (SimWallet::*what)(const std::string&));

  struct Waiting {
    std::string body;
    MoneyDone done;
    std::unique_ptr<net::Timer> timer;
  };
  void pay_in(const std::string& id, const std::string& body);

  const Universe& universe_;
  net::Network& network_;
  std::unique_ptr<net::HttpClient> client_;
  std::map<std::string, Waiting> waiting_;                      ///< by id
  std::map<std::string, std::unique_ptr<net::Timer>> paid_in_;  ///< payments of the owner that are asked for again
};

}  // namespace basis
