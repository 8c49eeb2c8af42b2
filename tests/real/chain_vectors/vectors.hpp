#pragma once

#include <string>

#include "tests/real/chain_vectors/tally.hpp"

namespace basis::test {

// Each checks one file of @ethersproject/testcases; `folder` holds the files.
bool check_hashes(const std::string& folder);
bool check_accounts(const std::string& folder);
bool check_rlp(const std::string& folder);
bool check_key_files(const std::string& folder);
bool check_typed_data(const std::string& folder);
bool check_signatures(const std::string& folder);
bool check_encodings(const std::string& folder);
bool check_events(const std::string& folder);
bool check_legacy_transactions(const std::string& folder);
bool check_typed_transactions(const std::string& folder);

/// Prints `count` random transactions of every type that we signed, and as many random encodings of the ABI: a line of
/// JSON each, for another client to read. The same seed gives the same lines.
void print_samples(std::size_t count, std::uint64_t seed);

}  // namespace basis::test
