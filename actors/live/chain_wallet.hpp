#pragma once

#include <map>
#include <memory>
#include <string>

#include "actors/live/chain_client.hpp"
#include "actors/live/wallet.hpp"
#include "venues/session.hpp"

namespace basis {

class SessionVenues;

/// The wallet of a live node on a chain, as exchanges see it: pays to the address that an exchange tells for its
/// account, and waits until the exchange has credited the transaction.
class ChainWallet final : public Wallet {
 public:
  /// All outlive it. `alert` hears what a person should.
  ChainWallet(const Universe& universe, net::Network& network, ChainClient& client, const SessionVenues& venues,
              std::function<void(const std::string& kind, const std::string& text)> alert);
  ~ChainWallet() override;

  void deposit(const Order& order, MoneyDone done) override;
  [[nodiscard]] bool moves() const override { return !waiting_.empty(); }
  [[nodiscard]] std::string address() const override { return client_.wallet().to_string(); }

 private:
  struct Waiting {
    Order order;
    MoneyDone done;
    std::unique_ptr<net::Timer> timer{};
    std::string transaction{};  ///< its hash, once it is in the chain
    int asked = 0;              ///< how often for the address
    std::string told{};         ///< to a person
  };
  void begin(const std::string& id);
  void ask_address(const std::string& id);
  void pay(const std::string& id, const chain::Address& to);
  void look(const std::string& id);
  void looked(const std::string& id, const DepositState& state);
  void end(const std::string& id, const MoneyMoved& moved);
  void tell(Waiting& waiting, const std::string& text);
  [[nodiscard]] Session& session_of(const Waiting& waiting) const;
  [[nodiscard]] AssetId asset_of(const Waiting& waiting) const;

  const Universe& universe_;
  net::Network& network_;
  ChainClient& client_;
  const SessionVenues& venues_;
  std::function<void(const std::string& kind, const std::string& text)> alert_;
  std::map<std::string, Waiting> waiting_;  ///< by order id
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace basis
