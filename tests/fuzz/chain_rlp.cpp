#include <cstdlib>

#include "venues/chain/rlp.hpp"
#include "venues/chain/transaction.hpp"

// Any bytes as an item and as a signed transaction: what is taken is written again as the same bytes.
namespace {

using namespace basis;
using namespace basis::chain;

void copy_items(RlpReader& reader, RlpWriter& writer) {
  while (!reader.at_end()) {
    if (!reader.list_is_next()) {
      writer.string(reader.string().value());
      continue;
    }
    RlpReader items = reader.list().value();
    writer.begin_list();
    copy_items(items, writer);
    writer.end_list();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, data + size);
  if (const auto checked = check_rlp(bytes)) {
    RlpReader reader(bytes);
    RlpWriter writer;
    copy_items(reader, writer);
    if (writer.take() != bytes) std::abort();
  } else if (checked.error().text().empty()) {
    std::abort();
  }
  const auto transaction = read_transaction(bytes);
  if (transaction && signed_payload(transaction.value().transaction, transaction.value().signature) != bytes)
    std::abort();
  return 0;
}
