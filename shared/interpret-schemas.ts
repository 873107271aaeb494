// Imported by each function before any schema is made. zod would write and compile code for every object it is to read;
// that pays after some hundred events, and then 6 µs an event, where a start that reads each once pays 12 ms for it.
import { z } from 'zod';

z.config({ jitless: true });
