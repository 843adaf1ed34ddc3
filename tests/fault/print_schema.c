/* The first N steps of the store's schema, as SQL that makes a store of that schema: print_schema N. */
#include <stdio.h>
#include <stdlib.h>

#include "schema.h"

int main(int argc, char **argv)
{
    size_t wanted = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

    if (wanted == 0 || wanted > fu_schema_version)
        return 2;
    printf("PRAGMA application_id = %d;\n", FU_APPLICATION_ID);
    for (size_t i = 0; i < wanted; i++)
        printf("%s;\n", fu_schema_steps[i]);
    printf("PRAGMA user_version = %zu;\n", wanted);
    return 0;
}
