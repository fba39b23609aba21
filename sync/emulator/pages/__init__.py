"""What a person sees at the emulator's address: the practice Drive, and Sheets with their charts."""
