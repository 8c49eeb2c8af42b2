#pragma once

#include <functional>
#include <map>
#include <optional>
#include <tuple>

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

/// A sale at Uniswap whose proceeds are of interest.
struct QuoteKey {
  std::string in;                        ///< token sold
  std::string out;                       ///< token received
  std::uint32_t fee_hundredths_bps = 0;  ///< of the pool
  u256 amount = 0;                       ///< sold, smallest units
  friend bool operator<(const QuoteKey& a, const QuoteKey& b) {
    return std::tie(a.in, a.out, a.fee_hundredths_bps, a.amount) <
           std::tie(b.in, b.out, b.fee_hundredths_bps, b.amount);
  }
};

/// What is asked about a wallet.
struct PortfolioQuestion {
  chain::Address wallet;
  std::vector<std::string> reserves{};  ///< of Aave: "WETH"
  std::vector<std::uint8_t> emodes{};   ///< of Aave
  std::vector<AllowanceKey> allowances{};
  std::vector<std::string> flash_tokens{};  ///< whose liquidity at Morpho is of interest
  std::vector<u256> etherfi_requests{};     ///< ids in the exit queue; Lido tells its own
  std::vector<QuoteKey> quotes{};
  std::optional<std::uint64_t> block{};  ///< absent: the last one
  /// The wallet's Instadapp account (venues/chain_account.hpp), whose positions are asked besides.
  std::optional<chain::Address> account{};
};

/// What an Instadapp account has. Its positions are the wallet's as well; its balances are dust, since what is loose
/// goes to the wallet at the end of each group.
struct AccountPortfolio {
  std::map<std::string, Wei> balances;
  std::optional<aave_v3::AccountState> aave_v3;
};

/// All that a wallet has on a chain, from one block. What stands for a protocol is absent where the chain has none of
/// it.
struct ChainPortfolio {
  chain::BlockStamp block;
  std::map<std::string, Wei> balances;  ///< by token, ether among them; smallest units
  std::map<AllowanceKey, Wei> allowances;
  std::map<std::string, Wei> flash_liquidity;
  std::map<QuoteKey, Wei> quotes;  ///< what is paid; none where the chain has no such pool
  std::optional<aave_v3::AccountState> aave_v3;
  std::optional<lido::State> lido;
  std::vector<lido::ExitRequest> lido_requests;
  std::optional<etherfi::State> etherfi;
  std::vector<etherfi::ExitRequest> etherfi_requests;
  std::optional<AccountPortfolio> account;  ///< absent: none was asked for
};

/// Reads it in one `eth_call`; where the wallet has requests in Lido's queue, in a second of the same block. Calls
/// `done` once, never from inside this call; `rpc` lives as long. Errors: usage, at once, where the chain knows a token
/// not that was asked for; data, as of `chain::read_contracts`, and where the block was replaced in between.
Result<void> read_portfolio(chain::Rpc& rpc, const chain::ContractBook& book, const PortfolioQuestion& question,
                            std::function<void(const Result<ChainPortfolio>&)> done);

}  // namespace basis
