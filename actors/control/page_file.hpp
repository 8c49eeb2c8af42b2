#pragma once

#include <span>
#include <string_view>

#include "venues/net/http.hpp"

namespace basis {

/// A file of the web page. Its bytes outlive the server.
struct PageFile {
  std::string_view path;  ///< "/", "/page/page.css"
  std::string_view type;  ///< "text/css; charset=utf-8"
  std::string_view bytes;
};

/// Null: there is none of this path.
const PageFile* find_page_file(std::span<const PageFile> files, std::string_view path);

/// The answer with a file. Its headers let a browser run and load what the node itself serves, and nothing else, and
/// let no other page frame it (Content Security Policy Level 3).
net::HttpResponse page_answer(const PageFile& file);

}  // namespace basis
