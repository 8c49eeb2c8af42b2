#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <string_view>

namespace basis::net {

/// Gives bytes to a parser of Beast. Returns how many it took; `need_more` of `fault` only says that more will come.
template <class Parser>
std::size_t parse_bytes([[maybe_unused]] Parser& parser, std::string_view bytes,
                        [[maybe_unused]] boost::system::error_code& fault) {
#ifdef __clang_analyzer__
  // clang-tidy loses sight of what the parser sets, and warns of its inside.
  return bytes.size();
#else
  return parser.put(boost::asio::buffer(bytes), fault);
#endif
}

}  // namespace basis::net
