#pragma once

#include "venues/chain/contract_book.hpp"
#include "venues/chain/contract_read.hpp"

namespace basis::morpho {

/// How much of a token a flash loan may take: all that lies at the contract (Morpho.sol, flashLoan). In smallest units.
/// Usage errors: the chain has no such contract or token; ether is none.
Result<chain::ContractRead> flash_liquidity(const chain::ContractBook& book, std::string_view token);

}  // namespace basis::morpho
