#pragma once

#include <functional>
#include <map>
#include <optional>

#include "venues/aave_v3/reader.hpp"
#include "venues/etherfi/reader.hpp"
#include "venues/lido/reader.hpp"

namespace basis {

/// An allowance that is of interest.
struct AllowanceKey {
  std::string token;
  chain::Address spender;
  friend auto operator<=>(const AllowanceKey&, const AllowanceKey&) = default;
};

/// What is asked about a wallet.
struct PortfolioQuestion {
  chain::Address wallet;
  std::vector<std::string> reserves{};  ///< of Aave: "WETH"
  std::vector<std::uint8_t> emodes{};   ///< of Aave
  std::vector<AllowanceKey> allowances{};
  std::vector<std::string> flash_tokens{};  ///< whose liquidity at Morpho is of interest
  std::vector<u256> etherfi_requests{};     ///< ids in the exit queue; Lido tells its own
};

/// All that a wallet has on a chain, from one block. What stands for a protocol is absent where the chain has none of
/// it.
struct ChainPortfolio {
  chain::BlockStamp block;
  std::map<std::string, Wei> balances;  ///< by token, ether among them; smallest units
  std::map<AllowanceKey, Wei> allowances;
  std::map<std::string, Wei> flash_liquidity;
  std::optional<aave_v3::AccountState> aave_v3;
  std::optional<lido::State> lido;
  std::vector<lido::ExitRequest> lido_requests;
  std::optional<etherfi::State> etherfi;
  std::vector<etherfi::ExitRequest> etherfi_requests;
};

/// Reads it in one `eth_call`; where the wallet has requests in Lido's queue, in a second of the same block. Calls
/// `done` once, never from inside this call; `rpc` lives as long. Errors: usage, at once, where the chain knows a token
/// not that was asked for; data, as of `chain::read_contracts`, and where the block was replaced in between.
Result<void> read_portfolio(chain::Rpc& rpc, const chain::ContractBook& book, const PortfolioQuestion& question,
                            std::function<void(const Result<ChainPortfolio>&)> done);

}  // namespace basis
