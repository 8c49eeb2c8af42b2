#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "venues/chain/address.hpp"
#include "venues/chain/bytes.hpp"

namespace basis::chain {

/// A field of an answer of JSON-RPC, as a text. Data error, with the field's name: it is missing or no text.
Result<std::string_view> text_of(const boost::json::object& fields, std::string_view key);
/// The same, read as a quantity, 32 bytes, bytes, an address.
Result<u256> quantity_of(const boost::json::object& fields, std::string_view key);
Result<std::uint64_t> quantity64_of(const boost::json::object& fields, std::string_view key);
/// A block's number: below 2^48, so that what is counted from it is one, too.
Result<std::uint64_t> block_number_of(const boost::json::object& fields, std::string_view key);
Result<Hash32> hash_of(const boost::json::object& fields, std::string_view key);
Result<Bytes> bytes_of(const boost::json::object& fields, std::string_view key);

/// A whole answer that is a quantity, or bytes. Data error: it is something else.
Result<u256> quantity_of(const boost::json::value& value);
Result<std::uint64_t> quantity64_of(const boost::json::value& value);
Result<Bytes> bytes_of(const boost::json::value& value);

}  // namespace basis::chain
