#pragma once

#include <filesystem>

#include "core/config/settings.hpp"
#include "venues/chain/contract_book.hpp"

namespace basis {

/// Ether, and the contracts and tokens that the settings' venues have on a chain. A token is a contract of the wallet's
/// venue whose decimals are told there. Errors (usage), one line for each fault: an address with a wrong checksum, with
/// file, line and key.
Result<chain::ContractBook> contract_book(const Settings& settings, std::uint64_t chain_id);

/// Puts in what the file of a local chain says (tools/chain/start): each address is the contract `venue.name` where it
/// stands, `tokens` are tokens, and what stands alone is the wallet's. Errors (data): the file cannot be read, is not
/// that of this chain, or holds something else than addresses; a token whose decimals no venue tells is left out.
Result<void> overlay(chain::ContractBook& book, const Settings& settings, const std::filesystem::path& file);

}  // namespace basis
