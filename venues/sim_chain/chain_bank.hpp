#pragma once

#include <vector>

#include "venues/sim/exchange_service.hpp"
#include "venues/sim_chain/deposit_scan.hpp"

namespace basis::sim {

/// Pays the withdrawals of simulated exchanges on a local chain, from the account that is theirs there, and brings them
/// what is paid to their addresses.
class ChainBank final : public ChainLink, private DepositListener {
 public:
  /// All outlive it.
  ChainBank(ChainNode& node, const LocalChain& chain, ExchangeService& service, std::uint64_t confirmations);

  /// The service joins; what is on the chain from its last mark on is read. Returns a line for a person; empty: all is
  /// well. Data error: the chain does not answer.
  Result<std::string> begin();
  /// Sends what has left the exchanges since the last block. Returns lines for a person.
  std::vector<std::string> send();
  /// Looks at what new blocks have: what has become of what was sent, and deposits. Data error as above.
  Result<void> look();

  /// The last 20 bytes of the Keccak-256 of "basis sim deposit VENUE CLIENT": nobody has its key.
  [[nodiscard]] std::string deposit_address(std::string_view venue, std::string_view client) override;
  /// Ether, and the tokens that the exchanges know.
  [[nodiscard]] bool carries(std::string_view asset) const override { return token_of(asset) != nullptr; }
  void pay(const ChainPayment& payment) override;

 private:
  void deposit_seen(const ChainDeposit& deposit) override { service_.deposit_seen(deposit); }
  void deposit_confirmed(const ChainDeposit& deposit) override { service_.deposit_confirmed(deposit); }
  void deposit_gone(const ChainDeposit& deposit) override { service_.deposit_gone(deposit); }
  [[nodiscard]] const chain::Token* token_of(std::string_view asset) const;
  [[nodiscard]] Result<chain::ContractCall> call_of(const ChainPayment& payment) const;
  Result<void> look_at_payments();
  Result<void> find_unclaimed(const ChainMark& from);
  Result<void> take_unclaimed(const boost::json::value& block);
  /// What of `unclaimed_` is this call; empty: nothing. It is claimed.
  std::string claim(const chain::ContractCall& call);

  ChainNode& node_;
  ExchangeService& service_;
  chain::Address account_;
  std::vector<chain::Token> tokens_;
  DepositScan scan_;
  /// A payment on the chain that no movement knows of: an earlier run sent it and ended before it was kept.
  struct Unclaimed {
    std::string hash;
    chain::ContractCall call;
  };
  std::vector<Unclaimed> unclaimed_;
  std::vector<ChainPayment> waiting_;
  std::vector<ChainPayment> sent_;
};

}  // namespace basis::sim
