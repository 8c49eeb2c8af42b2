// Checks what venues/chain hashes, encodes and signs against the vectors of others, or prints what another client is to
// check:  chain_vectors FOLDER | chain_vectors --samples COUNT SEED
#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <string_view>

#include "tests/real/chain_vectors/vectors.hpp"

int main(int argc, char** argv) {
  using namespace basis::test;
  try {
    if (argc == 4 && std::string_view(argv[1]) == "--samples") {
      print_samples(std::stoul(argv[2]), std::stoul(argv[3]));
      return EXIT_SUCCESS;
    }
    if (argc != 2) {
      fmt::print(stderr, "usage: chain_vectors FOLDER | chain_vectors --samples COUNT SEED\n");
      return 2;
    }
    constexpr bool (*kChecks[])(const std::string&) = {
        check_hashes,     check_accounts,  check_rlp,    check_key_files,           check_typed_data,
        check_signatures, check_encodings, check_events, check_legacy_transactions, check_typed_transactions};
    bool right = true;
    for (const auto check : kChecks) right = check(argv[1]) && right;
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "chain_vectors: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
