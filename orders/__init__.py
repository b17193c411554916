"""Orders (一厂一策指令): what each enterprise is told, as record and as document."""
