/*
 * A Modbus device by libmodbus, for tests: libmodbus_server UNIT tcp PORT | UNIT rtu DEVICE
 * Holds the battery's registers and the meter's input registers of TestProfiles.
 */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static modbus_mapping_t *image(void)
{
    modbus_mapping_t *map = modbus_mapping_new_start_address(0, 0, 0, 0, 100, 105, 0, 0x50);
    map->tab_registers[0] = 0xFFFF;
    map->tab_registers[1] = 0x10000 - 3200;
    map->tab_registers[2] = 575;
    map->tab_registers[3] = 241;
    map->tab_registers[10] = 5000;
    map->tab_input_registers[0x00] = 0x4366;
    map->tab_input_registers[0x01] = 0x8000;
    map->tab_input_registers[0x34] = 0xC49A;
    map->tab_input_registers[0x35] = 0x5000;
    map->tab_input_registers[0x46] = 0x4248;
    map->tab_input_registers[0x47] = 0x147B;
    return map;
}

/* Answers until the other end is gone. */
static void serve(modbus_t *bus, modbus_mapping_t *map)
{
    uint8_t request[MODBUS_MAX_ADU_LENGTH];
    for (;;) {
        int length = modbus_receive(bus, request);
        if (length > 0)
            modbus_reply(bus, request, length, map);
        else if (length < 0 && errno != EMBBADCRC && errno != ETIMEDOUT)
            return;
    }
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    int tcp = strcmp(argv[2], "tcp") == 0;
    modbus_t *bus = tcp ? modbus_new_tcp("127.0.0.1", atoi(argv[3]))
                        : modbus_new_rtu(argv[3], 9600, 'N', 8, 1);
    modbus_set_slave(bus, atoi(argv[1]));
    modbus_mapping_t *map = image();
    if (!tcp) {
        if (modbus_connect(bus) < 0)
            return 1;
        puts("ready");
        fflush(stdout);
        serve(bus, map);
        return 0;
    }
    int listening = modbus_tcp_listen(bus, 4);
    if (listening < 0)
        return 1;
    puts("ready");
    fflush(stdout);
    while (modbus_tcp_accept(bus, &listening) >= 0) {
        serve(bus, map);
        modbus_close(bus);
    }
    return 0;
}
