#pragma once

#include <string>
#include <vector>

#include "venues/chain/contract_book.hpp"
#include "venues/chain/revert.hpp"
#include "venues/chain/simulation.hpp"

namespace basis {

/// A traced call as lines, its calls indented below it: contracts and functions by name where they are known, amounts
/// as they stand in the call, gas, and why a call failed. Reads of contracts (STATICCALL) are left out, and so are the
/// second lines of proxies (DELEGATECALL), whose calls stand in their place.
std::vector<std::string> call_tree_lines(const chain::TracedCall& root, const chain::ContractBook& book,
                                         const chain::RevertReader& reverts);

/// The transfers of tokens that logs tell, as rows of token, from, to and amount, with names where they are known.
std::vector<std::vector<std::string>> transfer_rows(const std::vector<chain::Log>& logs,
                                                    const chain::ContractBook& book, const chain::Address& wallet);

}  // namespace basis
