#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "venues/chain/contract_book.hpp"
#include "venues/chain/multicall.hpp"

namespace basis {

/// What one block told.
struct BlockTold {
  std::span<const chain::ReadAnswer> answers;  ///< one for each read of the series
  u256 base_fee;                               ///< wei a unit of gas; zero: the chain had none yet
  u256 priority;                               ///< the median that its transactions paid besides, by gas
};

/// One file of history that a chain's contracts, or its blocks, tell.
struct ChainSeries {
  std::string name;                        ///< "aave_v3/WETH"
  std::string path;                        ///< in the data folder: "aave_v3/WETH_1d.csv"
  std::string source;                      ///< who tells it: "chain 1, 0x87870Bca..."
  std::vector<std::string> columns;        ///< behind the timestamp
  std::vector<chain::ContractRead> reads;  ///< each may fail: nothing is there yet
  bool of_fees = false;                    ///< told by the block instead
  /// The row of a block. Absent: what tells it was not there yet. Data error: a number that cannot be.
  std::function<Result<std::optional<std::vector<std::string>>>(const BlockTold& told)> row;
};

/// The series that the contracts of a book tell, by name: the reserves of Aave (`aave_v3/WETH`, and their terms as
/// `reserve/aave_v3_WETH`), the protocols' rates of staked tokens (`lst/weETH_oracle`), fees (`gas/ethereum`).
std::vector<ChainSeries> chain_series(const chain::ContractBook& book, const Settings& settings);

}  // namespace basis
