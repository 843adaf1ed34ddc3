/* The files that come with the pages. Their bytes are built into the program (CMakeLists.txt). */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include <stddef.h>

extern const unsigned char fu_asset_style_css[], fu_asset_script_js[], fu_asset_icon_svg[];
extern const size_t fu_asset_style_css_length, fu_asset_script_js_length, fu_asset_icon_svg_length;

#endif
