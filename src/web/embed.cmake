# Turns a file into C: cmake -DFILE=style.css -DNAME=style_css -DOUT=style_css.c -P embed.cmake
# A final NUL, which is not counted, makes it a C string as well.
file(READ ${FILE} bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR length "${digits} / 2")
string(REGEX REPLACE "(................................)" "\\1\n" lines "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," list "${lines}")
file(WRITE ${OUT} "#include \"asset.h\"\n\nconst unsigned char fu_asset_${NAME}[] = {\n${list}0};\n\
const size_t fu_asset_${NAME}_length = ${length};\n")
